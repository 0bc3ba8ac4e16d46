const FIRST_MS = 1_000;
const MOST_MS = 30_000;

/** How long to wait before the next try; `tries` that have failed. Doubles, up to half a minute. */
export function backoffMs(tries: number): number {
  return Math.min(MOST_MS, FIRST_MS * 2 ** Math.min(tries, 10));
}

export type Reconnect = {
  /** Begins to try, unless it does already. path: where the person was. */
  begin(path: string): void;
  /** Tries at once. Says whether the server answers; then `onBack` was called with the path. */
  tryNow(): Promise<boolean>;
  stop(): void;
};

/** Looks for a server that went away until it is back. */
export function createReconnect({
  isUp,
  onBack,
}: {
  isUp: () => Promise<boolean>;
  onBack: (path: string) => void;
}): Reconnect {
  let away: { path: string; tries: number; timer: NodeJS.Timeout | undefined } | null = null;

  async function tryNow(): Promise<boolean> {
    const its = away;
    if (!(await isUp())) return false;
    // Two tries may have ended at the same time.
    if (its !== null && away === its) {
      stop();
      onBack(its.path);
    }
    return true;
  }
  function wait(): void {
    const its = away;
    if (its === null) return;
    its.timer = setTimeout(() => {
      its.tries += 1;
      void tryNow().then((isBack) => !isBack && away === its && wait());
    }, backoffMs(its.tries));
    its.timer.unref();
  }
  function stop(): void {
    clearTimeout(away?.timer);
    away = null;
  }
  return {
    begin(path) {
      if (away !== null) return;
      away = { path, tries: 0, timer: undefined };
      wait();
    },
    tryNow,
    stop,
  };
}
