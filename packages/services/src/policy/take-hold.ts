import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import type { Admission } from '@geko/domain/admission';
import type { CounterState, TakenLot, Wanted } from '@geko/domain/choose-option';
import { LEASE_MS } from '../chat/lease.ts';

export type TakenHold = {
  /** null = refused. */
  taken: { option: number; maxOutputTokens: number; lots: TakenLot[] } | null;
  /** The counters as they were before, in the admission's order. */
  states: CounterState[];
  /** Credit that was free; null = the wallet was not asked. */
  walletNano: bigint | null;
};

type Answer = {
  option: number | null;
  maxOutputTokens: number | null;
  counters: { used: string; held: string }[];
  lots: { lotId: string; amountNano: string }[];
  walletNano: string | null;
};

/** The row that a hold leaves; its id is the turn's. apiKeyId: the key that the call came by, if any. */
export type NewHold = {
  id: string;
  inputTokens: number;
  priceVersion: number;
  apiKeyId?: string | null;
};

/**
 * Takes a hold on every limit and on the funds in one atomic step, or on nothing; the output is clamped to what the
 * tightest of them can still pay. A dry run only tells what it would do.
 *
 * @param hold kept as a row of holds when it is taken.
 */
export async function takeHold(
  tx: Tx,
  { counters, options }: Admission,
  { wanted, now, isDryRun, hold }: { wanted: Wanted; now: Date; isDryRun: boolean; hold?: NewHold },
): Promise<TakenHold> {
  const request = {
    counters,
    options: options.map(({ funding, markupBps, shares, funds }) => ({
      funding,
      markupBps,
      caps: shares.map((share) => share?.cap?.toString() ?? null),
      fixed: shares.map((share) => share?.fixed.toString() ?? null),
      perOutput: shares.map((share) => share?.perOutput.toString() ?? null),
      fundsFixed: funds?.fixed.toString() ?? null,
      fundsPerOutput: funds?.perOutput.toString() ?? null,
    })),
    desired: wanted.desiredOutputTokens,
    minimum: Math.min(wanted.minOutputTokens, wanted.desiredOutputTokens),
    comfortable: wanted.comfortableOutputTokens,
    now,
    isDryRun,
    ...(hold === undefined ? {} : { hold: { ...hold, leaseMs: LEASE_MS } }),
  };
  const { rows } = await tx.execute<{ answer: Answer }>(
    sql`select take_hold(${JSON.stringify(request)}::jsonb) as answer`,
  );
  const answer = rows[0]?.answer;
  if (!answer) throw new Error('take_hold gave no answer');
  const { option, maxOutputTokens, walletNano } = answer;
  return {
    taken:
      option === null || maxOutputTokens === null
        ? null
        : {
            option,
            maxOutputTokens,
            lots: answer.lots.map(({ lotId, amountNano }) => ({
              lotId,
              amountNano: BigInt(amountNano),
            })),
          },
    states: answer.counters.map(({ used, held }) => ({ used: BigInt(used), held: BigInt(held) })),
    walletNano: walletNano === null ? null : BigInt(walletNano),
  };
}
