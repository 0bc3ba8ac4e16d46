'use client';
import { useState } from 'react';
import { mergeCalls } from './merge-calls.ts';
import { useStream, type OpenStream } from './use-stream.ts';

/** Follows a stream of traffic while the page is seen and not paused. */
export function useTraffic<
  Call extends { id: string },
  Event extends { isFirst: boolean; calls: Call[] },
>(open: OpenStream<Event>) {
  const [event, setEvent] = useState<Event | null>(null);
  const [calls, setCalls] = useState<Call[]>([]);
  const [isPaused, setPaused] = useState(false);
  const { error, connection, expectLine, retry } = useStream<Event>(open, {
    isPaused,
    onEvent(told) {
      setEvent(told);
      setCalls((shown) => mergeCalls(shown, told));
    },
  });
  return {
    event,
    calls,
    error,
    connection,
    isPaused,
    setPaused(next: boolean): void {
      setPaused(next);
      if (!next) expectLine();
    },
    retry,
  };
}
