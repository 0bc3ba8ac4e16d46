import type { LogEntry } from './request-log.ts';

/** What the books keep of one hold. Tokens: input of every class together, output together with reasoning. */
export type BookedHold = {
  id: string;
  status: 'held' | 'settled';
  /** The input it had set aside. */
  heldInput: number;
  /** null: there is none. */
  receipt: BookedReceipt | null;
};

export type BookedReceipt = {
  /** `told`: by the provider's counts; `estimate`: by ours; `unused`: it gave nothing. */
  by: 'told' | 'estimate' | 'unused';
  /** How the call ended for us. */
  outcome: string;
  input: number;
  output: number;
};

/** The provider's log beside the books. */
export type TokenReport = {
  /** One sentence for each thing that they do not agree on; none = every token is explained. */
  problems: string[];
  /** The figures, in one line. */
  summary: string;
};

/** Faults by which a provider tells other counts than it gave out. */
const MISCOUNTS = ['usage-zero', 'usage-twice'];

/**
 * Explains the provider's every token by the books, and theirs by its log: each call was backed by a live hold of its
 * own and is booked, the last one of those that were made in turn because the others gave nothing; a receipt by the provider's counts says what was given out, an estimate never more than that. To be
 * asked at rest: nothing may be held any more, whoever was killed. mostLapsed: how many calls' holds may be forgotten by
 * now, taken ahead by a process that was killed in the same moment.
 */
export function explainTokens(
  entries: readonly LogEntry[],
  holds: readonly BookedHold[],
  mostLapsed = 0,
): TokenReport {
  const byId = new Map(holds.map((hold) => [hold.id, hold]));
  const calls = new Map<string, LogEntry[]>();
  const problems: string[] = [];
  const unknown: string[] = [];
  const counts = { calls: 0, withoutHold: 0, given: 0, told: 0, estimated: 0 };
  for (const entry of entries) {
    if (entry.outcome === 'without-hold') {
      problems.push(`call ${entry.id} was made without a live hold`);
      counts.withoutHold += 1;
    }
    if (entry.outcome === 'refused' || entry.outcome === 'without-hold') continue;
    counts.calls += 1;
    if ((entry.status ?? 200) < 400) counts.given += entry.promptTokens + givenOutput(entry);
    const id = entry.headers['x-geko-hold'] ?? '';
    if (!byId.has(id)) unknown.push(`call ${entry.id} has a hold that nobody knows`);
    calls.set(id, [...(calls.get(id) ?? []), entry]);
  }
  for (const hold of holds) {
    const own = calls.get(hold.id) ?? [];
    const heard = own.slice(0, -1).filter((call) => !isUnheard(call));
    if (heard.length > 0) problems.push(`hold ${hold.id} paid for ${heard.length + 1} calls`);
    problems.push(...holdProblems(hold, own.at(-1) ?? null));
    const tokens = (hold.receipt?.input ?? 0) + (hold.receipt?.output ?? 0);
    counts[hold.receipt?.by === 'estimate' ? 'estimated' : 'told'] += tokens;
  }
  if (unknown.length > mostLapsed) problems.push(...unknown);
  const summary =
    `${counts.calls} calls, ${counts.withoutHold} without a live hold; ${counts.given} tokens given out, ` +
    `${counts.told} booked as told and ${counts.estimated} by estimate`;
  return { problems, summary };
}

/** What is wrong with one hold, given its call; null = the provider never had one. */
function holdProblems({ id, status, heldInput, receipt }: BookedHold, call: LogEntry | null) {
  if (status === 'held') return [`hold ${id} is still held`];
  if (receipt === null) return call === null ? [] : [`call ${call.id} is not booked`];
  const booked = `booked are ${receipt.input} and ${receipt.output} tokens`;
  const given = call === null ? 0 : givenOutput(call);
  switch (receipt.by) {
    case 'unused': {
      // What tests lay into the books by hand names no provider's word.
      if (call === null) return [];
      // Who gives up on a silent provider before the first word is heard pays nothing, whatever was on its way.
      const isGivenUp = call.outcome === 'aborted-by-client' && receipt.outcome === 'failed';
      return receipt.input + receipt.output === 0 && (given === 0 || isGivenUp)
        ? []
        : [`hold ${id}: unused, and yet ${given} tokens were given out; ${booked}`];
    }
    case 'estimate': {
      if (receipt.output > given || receipt.input > heldInput) {
        return [`hold ${id}: ${booked}, of ${heldInput} held and ${given} given out`];
      }
      // Whoever was stopped or killed did not read to the end, where the counts are told.
      const isTold = call?.outcome === 'completed' && call.usageReported !== null;
      return isTold && receipt.outcome === 'finished'
        ? [`call ${call.id} told its counts, and was booked by estimate`]
        : [];
    }
    case 'told':
      if (call === null) return [`receipt ${id} has counts of a call that the provider never had`];
      if (call.usageReported === null) return [`call ${call.id} told no counts; ${booked}`];
      if (MISCOUNTS.includes(call.fault ?? '')) return [];
      return receipt.input === call.promptTokens && receipt.output === given
        ? []
        : [`call ${call.id} took ${call.promptTokens} tokens and gave ${given}; ${booked}`];
  }
}

/** A call that gave nothing, or was given up before its first word was heard: the same hold may pay for another. */
function isUnheard(call: LogEntry): boolean {
  const isRefusal = (call.status ?? 200) >= 400;
  return isRefusal || givenOutput(call) === 0 || call.outcome === 'aborted-by-client';
}

function givenOutput({ outputTokensSent, reasoningTokens }: LogEntry): number {
  return outputTokensSent + reasoningTokens;
}
