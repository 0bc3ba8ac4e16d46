import { watchIdle } from './idle-watch.ts';

/** How the waiting for a provider ended. */
export type Ending<Own> = Own | { by: 'stop' } | { by: 'idle' };

/**
 * Races the reading of an answer against stop and silence, and resolves by whatever comes first; then the reading is cut
 * off. Never rejects.
 *
 * @param read the only one that waits for the provider; it may hang, and never rejects. touch: something came.
 * @param close called at the end, before the reading hears of it: what comes later is not to be taken in.
 */
export function raceToEnd<Own>(
  {
    signal: stopped,
    idleTimeoutMs,
    now,
    close,
  }: { signal: AbortSignal; idleTimeoutMs: number; now: () => number; close: () => void },
  read: (reading: { signal: AbortSignal; touch: () => void }) => Promise<Own>,
): Promise<Ending<Own>> {
  if (stopped.aborted) return Promise.resolve({ by: 'stop' });
  return new Promise((resolve) => {
    const controller = new AbortController();
    const idle = watchIdle({ idleMs: idleTimeoutMs, now, onIdle: () => end({ by: 'idle' }) });
    const stop = () => end({ by: 'stop' });
    function end(ending: Ending<Own>): void {
      close();
      idle.end();
      stopped.removeEventListener('abort', stop);
      resolve(ending);
      controller.abort();
    }
    stopped.addEventListener('abort', stop, { once: true });
    void read({ signal: controller.signal, touch: () => idle.touch() }).then(end);
  });
}
