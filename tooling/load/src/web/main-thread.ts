import type { Page } from 'playwright';

/** Time of a page's main thread, in milliseconds. */
export type MainThreadMs = { all: number; script: number; layoutAndStyle: number };

/** Reads the clock of a page's main thread: what it has spent since the page was opened. */
export type MainThreadClock = () => Promise<MainThreadMs>;

/** Opens the DevTools counters of a page (Chromium's Performance domain). */
export async function openMainThreadClock(page: Page): Promise<MainThreadClock> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    const ms = (name: string) => 1000 * (metrics.find((one) => one.name === name)?.value ?? 0);
    return {
      all: ms('TaskDuration'),
      script: ms('ScriptDuration'),
      layoutAndStyle: ms('LayoutDuration') + ms('RecalcStyleDuration'),
    };
  };
}

/** What lies between two readings. */
export function between(before: MainThreadMs, after: MainThreadMs): MainThreadMs {
  return {
    all: after.all - before.all,
    script: after.script - before.script,
    layoutAndStyle: after.layoutAndStyle - before.layoutAndStyle,
  };
}
