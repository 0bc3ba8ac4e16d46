import type { Browser, Page } from 'playwright';

/** The longest task of a main thread: by the clock, and of that on the processor, in milliseconds. */
export type LongestTask = { wallMs: number; cpuMs: number };

type TraceEvent = {
  name: string;
  pid: number;
  tid: number;
  dur?: number;
  tdur?: number;
  args?: { name?: string };
};

const TASKS = 'ThreadControllerImpl::RunTask';

/** Records what a page's main thread runs while `use` runs; one task is one update of the page, or less. */
export async function withLongestTask<Result>(
  browser: Browser,
  page: Page,
  use: () => Promise<Result>,
): Promise<{ result: Result; longest: LongestTask }> {
  await browser.startTracing(page, { categories: ['toplevel'] });
  const result = await use();
  const trace = await browser.stopTracing();
  const { traceEvents } = JSON.parse(trace.toString('utf8')) as { traceEvents: TraceEvent[] };
  const threads = new Set(
    traceEvents
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  let longest: LongestTask | null = null;
  for (const { name, pid, tid, dur = 0, tdur = 0 } of traceEvents) {
    if (name !== TASKS || !threads.has(`${pid} ${tid}`)) continue;
    if (longest === null || dur / 1000 > longest.wallMs) {
      longest = { wallMs: dur / 1000, cpuMs: tdur / 1000 };
    }
  }
  if (longest === null) throw new Error('the trace has no task of the page');
  return { result, longest };
}
