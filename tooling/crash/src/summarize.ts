import type { CrashRun } from './prove-crashes.ts';

/** The figures of a run, a line each. */
export function summarize(run: CrashRun): string[] {
  const { messages, books, calls, recoveriesMs } = run;
  const turns = [...books.turns.values()];
  const abandoned = turns.filter(({ status }) => status === 'interrupted');
  const called = new Set(calls.map(({ turnId }) => turnId));
  const uncalled = [...books.turns].filter(([id]) => !called.has(id)).length;
  const given = sum(calls.map((call) => call.outputTokensSent + call.reasoningTokens));
  const booked = sum(turns.flatMap(({ usage }) => usage.map((row) => row.outputTokens)));
  const sorted = recoveriesMs.toSorted((a, b) => a - b);
  const seconds = (ms: number | undefined) => ((ms ?? 0) / 1000).toFixed(1);
  return [
    `${recoveriesMs.length} kills, well again after ${seconds(sorted[sorted.length >> 1])} s (median), ${seconds(sorted.at(-1))} s (most)`,
    `${messages.length} messages, ${sum(messages.map(({ tries }) => tries))} sends, ${sum(messages.map(({ partialTexts }) => partialTexts.length))} streams broken off`,
    `${messages.filter(({ isAcknowledged }) => isAcknowledged).length} acknowledged, ${messages.filter(({ refusedWith }) => refusedWith !== null).length} refused while an answer was being written`,
    `${turns.length} turns: ${turns.length - abandoned.length} ended by their server, ${abandoned.length} by the sweeper ` +
      `(${abandoned.filter(({ answers }) => answers[0] === '').length} without text, ${uncalled} never reached the provider)`,
    `${calls.length} provider calls; ${given} output tokens given out, ${booked} booked (the rest was on its way when a server died)`,
    `the provider's token log: ${run.tokenSummary}`,
    `last abandoned hold settled ${books.latestSweepSeconds.toFixed(1)} s after its lease`,
  ];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
