/** Calls back once when nothing was touched for so long. One timer serves all touches. */
export function watchIdle({
  idleMs,
  now,
  onIdle,
}: {
  idleMs: number;
  now: () => number;
  onIdle: () => void;
}): { touch(): void; end(): void } {
  let lastTouchAt = now();
  const wait = (ms: number) => setTimeout(check, Math.max(1, ms));
  let timer = wait(idleMs);
  function check(): void {
    const leftMs = idleMs - (now() - lastTouchAt);
    if (leftMs <= 0) onIdle();
    else timer = wait(leftMs);
  }
  return {
    touch: () => {
      lastTouchAt = now();
    },
    end: () => clearTimeout(timer),
  };
}
