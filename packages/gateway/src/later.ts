import type { GenerationEnd } from './generation.ts';

/** The same end, its times counted from so many milliseconds before. */
export function later<End extends GenerationEnd>(end: End, waitedMs: number): End {
  const ms = Math.round(waitedMs);
  if (ms === 0) return end;
  const { timeToFirstTokenMs: first } = end;
  return {
    ...end,
    timeToFirstTokenMs: first === null ? null : first + ms,
    durationMs: end.durationMs + ms,
  };
}
