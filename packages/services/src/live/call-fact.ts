import { z } from 'zod';
import type { Receipt } from '@geko/contracts/receipt';
import type { TurnRef } from '../chat/turn-ref.ts';

const Millis = z.number().int().min(0);

/** A call that has ended, as processes tell each other: a short row, without content. */
const Row = z.tuple([
  z.string(),
  z.string(),
  z.string(),
  z.string(),
  z.string().nullable(),
  z.enum(['chat', 'api']),
  z.enum(['finished', 'stopped', 'failed', 'interrupted']),
  Millis,
  Millis,
  Millis.nullable(),
  Millis,
  Millis,
]);
type Row = z.infer<typeof Row>;

export type CallFact = {
  id: string;
  workspaceId: string;
  modelId: string;
  provider: string;
  keyAlias: string | null;
  source: 'chat' | 'api';
  outcome: Receipt['outcome'];
  /** When it ended, in milliseconds since 1970. */
  endedAt: number;
  durationMs: number;
  timeToFirstTokenMs: number | null;
  inputTokens: number;
  outputTokens: number;
};

/** What a settled call was, from its receipt. */
export function callFact(
  ref: Pick<TurnRef, 'workspaceId'>,
  receipt: Receipt,
  { source, keyAlias, endedAt }: { source: 'chat' | 'api'; keyAlias: string | null; endedAt: Date },
): CallFact {
  const { turnId, modelId, provider, usage, outcome, durationMs, timeToFirstTokenMs } = receipt;
  return {
    id: turnId,
    workspaceId: ref.workspaceId,
    modelId,
    provider,
    keyAlias,
    source,
    outcome,
    endedAt: endedAt.getTime(),
    durationMs,
    timeToFirstTokenMs,
    inputTokens: sum(usage.inputTokens, usage.cachedInputTokens, usage.cacheWriteTokens),
    outputTokens: sum(usage.outputTokens, usage.reasoningTokens),
  };
}

const sum = (...tokens: (number | null)[]): number =>
  tokens.reduce<number>((all, some) => all + (some ?? 0), 0);

const toRow = (fact: CallFact): Row => [
  fact.id,
  fact.workspaceId,
  fact.modelId,
  fact.provider,
  fact.keyAlias,
  fact.source,
  fact.outcome,
  fact.endedAt,
  fact.durationMs,
  fact.timeToFirstTokenMs,
  fact.inputTokens,
  fact.outputTokens,
];

const fromRow = (row: Row): CallFact => ({
  id: row[0],
  workspaceId: row[1],
  modelId: row[2],
  provider: row[3],
  keyAlias: row[4],
  source: row[5],
  outcome: row[6],
  endedAt: row[7],
  durationMs: row[8],
  timeToFirstTokenMs: row[9],
  inputTokens: row[10],
  outputTokens: row[11],
});

/** The longest message that NOTIFY takes is 7999 bytes. */
const MOST_BYTES = 7_900;

/** Calls as messages of a channel, each as full as may be; a call that fits into none is left out. */
export function packCalls(from: string, facts: readonly CallFact[]): string[] {
  const head = `{"from":${JSON.stringify(from)},"calls":[`;
  const messages: string[] = [];
  let rows: string[] = [];
  let bytes = Buffer.byteLength(head) + 2;
  const empty = bytes;
  const close = () => {
    if (rows.length > 0) messages.push(`${head}${rows.join(',')}]}`);
    rows = [];
    bytes = empty;
  };
  for (const fact of facts) {
    const row = JSON.stringify(toRow(fact));
    const more = Buffer.byteLength(row) + 1;
    if (empty + more > MOST_BYTES) continue;
    if (bytes + more > MOST_BYTES) close();
    rows.push(row);
    bytes += more;
  }
  close();
  return messages;
}

const Message = z.object({ from: z.string(), calls: z.array(Row) });

/** What a message of the channel says; null where it says nothing that we understand. */
export function unpackCalls(payload: string): { from: string; calls: CallFact[] } | null {
  let sent: unknown;
  try {
    sent = JSON.parse(payload);
  } catch {
    return null;
  }
  const read = Message.safeParse(sent);
  return read.success
    ? { from: read.data.from, calls: read.data.calls.map((row) => fromRow(row)) }
    : null;
}
