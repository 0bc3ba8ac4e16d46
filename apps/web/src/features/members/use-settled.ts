'use client';
import { useEffect, useState } from 'react';

const PAUSE_MS = 250;

/** The value once it has stayed the same for a quarter of a second, so that not every letter asks the server. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
