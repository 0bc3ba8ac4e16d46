'use client';
import { useEffect, useEffectEvent, useState } from 'react';
import { readError } from '../../lib/errors.ts';
import { signInPath } from '../../lib/next-path.ts';

export type Connection = 'connecting' | 'live' | 'reconnecting' | 'paused' | 'ended';

/** What the server tells, and how the line to it is. */
type Told<Event> = {
  onData: (event: { data: Event }) => void;
  onError: (error: unknown) => void;
  onStopped: () => void;
  onConnectionStateChange: (state: { state: string; error: unknown }) => void;
};

/** Opens a procedure that streams. */
export type OpenStream<Event> = (told: Told<Event>) => { unsubscribe: () => void };

/** A tab that nobody looks at gives its connection back after this: a browser has few of them for one server. */
const HIDDEN_MS = 10_000;
const RETRY_MS = 2_000;

/** Refusals that another try would only repeat; anything else is a line that broke, or a server that restarts. */
const passing: ReadonlySet<string> = new Set(['INTERNAL', 'UNAVAILABLE']);

/**
 * Follows a stream while the page is seen and not paused. What was missed meanwhile does not matter: a stream begins with all
 * there is.
 */
export function useStream<Event>(
  open: OpenStream<Event>,
  { onEvent, isPaused = false }: { onEvent: (event: Event) => void; isPaused?: boolean },
) {
  const [connection, setConnection] = useState<Connection>('connecting');
  const [error, setError] = useState<unknown>(null);
  const [attempt, setAttempt] = useState(0);
  const openNow = useEffectEvent((told: Told<Event>) => open(told));
  const take = useEffectEvent((event: Event) => onEvent(event));

  useEffect(() => {
    if (isPaused) return undefined;
    let line: { unsubscribe: () => void } | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const hangUp = (): void => {
      clearTimeout(timer);
      line?.unsubscribe();
      line = null;
    };
    const callAgain = (): void => {
      hangUp();
      setConnection('reconnecting');
      timer = setTimeout(call, RETRY_MS);
    };
    const call = (): void => {
      clearTimeout(timer);
      line ??= openNow({
        onData({ data }) {
          setConnection('live');
          take(data);
        },
        onError(thrown) {
          const code = readError(thrown)?.code;
          if (code === undefined || passing.has(code)) {
            callAgain();
            return;
          }
          if (code === 'UNAUTHENTICATED')
            window.location.assign(signInPath(window.location.pathname));
          hangUp();
          setError(thrown);
          setConnection('ended');
        },
        onStopped: callAgain,
        onConnectionStateChange({ state, error: broken }) {
          if (state === 'connecting' && broken !== null) setConnection('reconnecting');
        },
      });
    };
    const onVisibility = (): void => {
      clearTimeout(timer);
      if (document.visibilityState === 'visible') call();
      else timer = setTimeout(hangUp, HIDDEN_MS);
    };
    onVisibility();
    document.addEventListener('visibilitychange', onVisibility);
    return () => {
      document.removeEventListener('visibilitychange', onVisibility);
      hangUp();
    };
  }, [isPaused, attempt]);

  return {
    error,
    connection: isPaused ? ('paused' as const) : connection,
    /** Says that a line is awaited, after a pause. */
    expectLine: (): void => setConnection('connecting'),
    /** After it has ended. */
    retry: (): void => {
      setError(null);
      setConnection('connecting');
      setAttempt((before) => before + 1);
    },
  };
}
