/** Says when something has taken too long, been silent too long, or is wanted by nobody any more. */
export type Watch = {
  signal: AbortSignal;
  /** It gave a sign of life. */
  touch: () => void;
  /** What comes of a promise that hears of no signal, unless it is too late. */
  race: <T>(work: Promise<T>) => Promise<T>;
  end: () => void;
};

/** Begins at once. */
export function startWatch(terms: {
  totalMs: number;
  idleMs: number;
  signal: AbortSignal | undefined;
}): Watch {
  const { totalMs, idleMs, signal: wanted } = terms;
  const controller = new AbortController();
  const abort = () => controller.abort(new Error('took too long'));
  const total = setTimeout(abort, totalMs);
  const idle = setTimeout(abort, idleMs);
  if (wanted?.aborted) abort();
  wanted?.addEventListener('abort', abort, { once: true });
  const { signal } = controller;
  return {
    signal,
    touch: () => void idle.refresh(),
    race: (work) =>
      new Promise((resolve, reject) => {
        const giveUp = () => reject(signal.reason as Error);
        if (signal.aborted) giveUp();
        signal.addEventListener('abort', giveUp, { once: true });
        void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
      }),
    end() {
      clearTimeout(total);
      clearTimeout(idle);
      wanted?.removeEventListener('abort', abort);
    },
  };
}
