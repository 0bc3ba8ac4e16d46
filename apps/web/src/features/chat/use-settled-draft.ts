'use client';
import { useEffect, useState } from 'react';
import type { Drafts } from './drafts.ts';

const SETTLE_MS = 400;

/**
 * What stands in the composer, a moment after the last key; null until it is known. Nothing is drawn anew while somebody
 * types.
 */
export function useSettledDraft(drafts: Drafts, key: string): string | null {
  const [settled, setSettled] = useState<{ key: string; text: string } | null>(null);
  useEffect(() => {
    const settle = (): void => setSettled({ key, text: drafts.get(key) });
    let timer = setTimeout(settle, 0);
    const unsubscribe = drafts.subscribe(() => {
      clearTimeout(timer);
      timer = setTimeout(settle, SETTLE_MS);
    });
    return () => {
      clearTimeout(timer);
      unsubscribe();
    };
  }, [drafts, key]);
  return settled?.key === key ? settled.text : null;
}
