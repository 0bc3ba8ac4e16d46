export type IdleWatch = { touch: () => void; pause: () => void; end: () => void };

/** Calls back once when nothing was touched for so long; from a pause to the next touch does not count. One timer serves all. */
export function watchIdle({
  idleMs,
  now,
  onIdle,
}: {
  idleMs: number;
  now: () => number;
  onIdle: () => void;
}): IdleWatch {
  let lastTouchAt = now();
  let isPaused = false;
  const wait = (ms: number) => setTimeout(check, Math.max(1, ms));
  let timer = wait(idleMs);
  function check(): void {
    const leftMs = isPaused ? idleMs : idleMs - (now() - lastTouchAt);
    if (leftMs <= 0) onIdle();
    else timer = wait(leftMs);
  }
  return {
    touch: () => {
      lastTouchAt = now();
      isPaused = false;
    },
    pause: () => {
      isPaused = true;
    },
    end: () => clearTimeout(timer),
  };
}
