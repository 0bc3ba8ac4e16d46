import { type IdleWatch, watchIdle } from './idle-watch.ts';

/** Made once: an error with its stack for each call would cost more than the call's chunks. */
const ENDED = new Error('the call has ended');

/** What the reading of an answer is given. touch: something came; pause: until the next touch nobody listens. */
export type Reading = { signal: AbortSignal } & Pick<IdleWatch, 'touch' | 'pause'>;

/** How the waiting for a provider ended. */
export type Ending<Own> = Own | { by: 'stop' } | { by: 'idle' };

/**
 * Races the reading of an answer against stop and silence, and resolves by whatever comes first; then the reading is cut
 * off, unless it came to its own end ("stream"): a connection may serve again once its last bytes are read. Never rejects.
 *
 * @param read the only one that waits for the provider; it may hang, and never rejects.
 * @param close called at the end, before the reading hears of it: what comes later is not to be taken in.
 */
export function raceToEnd<Own extends { by: string }>(
  {
    signal: stopped,
    idleTimeoutMs,
    now,
    close,
  }: { signal: AbortSignal; idleTimeoutMs: number; now: () => number; close: () => void },
  read: (reading: Reading) => Promise<Own>,
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
      if (ending.by !== 'stream') controller.abort(ENDED);
    }
    stopped.addEventListener('abort', stop, { once: true });
    const { touch, pause } = idle;
    void read({ signal: controller.signal, touch, pause }).then(end);
  });
}
