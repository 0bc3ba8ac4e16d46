import { sql, type SQL } from 'drizzle-orm';
import { makePgArray } from 'drizzle-orm/pg-core';
import { NO_UNITS, type UnitUsage } from '@geko/contracts/meters';
import type { Tx } from '@geko/db/client';
import type { HeldAmount } from '@geko/db/schema/money';
import type { Admission } from '@geko/domain/admission';
import type { CounterState, Option, Share, TakenLot, Wanted } from '@geko/domain/choose-option';
import { LEASE_MS } from '../chat/lease.ts';

export type TakenHold = {
  /** null = refused. amounts: what was taken of which counter; none in a dry run. */
  taken: {
    option: number;
    maxOutputTokens: number;
    amounts: HeldAmount[];
    lots: TakenLot[];
  } | null;
  /** The counters as they were before, in the admission's order. */
  states: CounterState[];
  /** Credit that was free; null = the wallet was not asked. */
  walletNano: bigint | null;
};

/** As the database's take_hold gives it. */
export type HoldAnswer = {
  /** From 1; null = refused. */
  option: number | null;
  /** -1 where refused. */
  maxOutputTokens: number;
  /** null = there are no counters. */
  used: string[] | null;
  held: string[] | null;
  amounts: HeldAmount[];
  lots: { lotId: string; amountNano: string }[];
  walletNano: string | null;
};

/** The row that a hold leaves; its id is the turn's. apiKeyId: the key that the call came by, if any. */
export type NewHold = {
  id: string;
  inputTokens: number;
  priceVersion: number;
  apiKeyId?: string | null;
  /** Whose call it is and what it is asked for beside tokens, where no turn tells of it. */
  named?: { userId: string; modelId: string; units: UnitUsage } | null;
};

/** What a hold is asked for. hold: kept as a row of holds when it is taken; null = a dry run, which only tells what it would do. */
export type HoldTerms = { wanted: Wanted; now: Date; hold: NewHold | null };

/**
 * Takes a hold on every limit and on the funds in one atomic step, or on nothing; the output is clamped to what the
 * tightest of them can still pay.
 */
export async function takeHold(tx: Tx, admission: Admission, terms: HoldTerms): Promise<TakenHold> {
  const { rows } = await tx.execute<{ answer: HoldAnswer }>(
    sql`select system.take_hold(${holdArguments(admission, terms)}) as answer`,
  );
  const answer = rows[0]?.answer;
  if (!answer) throw new Error('take_hold gave no answer');
  return readTaken(admission, answer);
}

/** The arguments of the database's take_hold. */
export function holdArguments(
  { counters, options }: Admission,
  { wanted, now, hold }: HoldTerms,
): SQL {
  const { desiredOutputTokens, minOutputTokens, comfortableOutputTokens } = wanted;
  const units = hold?.named?.units ?? NO_UNITS;
  const byCounter = (pick: (share: Share) => bigint | null) =>
    makePgArray(options.map(({ shares }) => shares.map((share) => share && pick(share))));
  const ofFunds = (pick: (funds: NonNullable<Option['funds']>) => bigint) =>
    makePgArray(options.map(({ funds }) => funds && pick(funds)));
  return sql`${makePgArray(counters.map(({ scope }) => scope))},
      ${makePgArray(counters.map(({ subject }) => subject))},
      ${makePgArray(counters.map(({ meter }) => meter))},
      ${makePgArray(counters.map(({ period }) => period))},
      ${makePgArray(counters.map(({ periodStart }) => periodStart.toISOString()))},
      ${makePgArray(counters.map(({ periodEnd }) => periodEnd.toISOString()))},
      ${makePgArray(options.map(({ funding }) => funding))},
      ${makePgArray(options.map(({ markupBps }) => markupBps))},
      ${byCounter(({ cap, fixed }) => (cap === null ? null : cap - fixed))},
      ${byCounter(({ fixed }) => fixed)}, ${byCounter(({ perOutput }) => perOutput)},
      ${ofFunds(({ fixed }) => fixed)}, ${ofFunds(({ perOutput }) => perOutput)},
      ${desiredOutputTokens}, ${Math.min(minOutputTokens, desiredOutputTokens)},
      ${Math.min(comfortableOutputTokens, desiredOutputTokens)}, ${now.toISOString()},
      ${hold?.id ?? null}, ${hold?.inputTokens ?? null}, ${hold?.priceVersion ?? null},
      ${hold?.apiKeyId ?? null}, ${LEASE_MS}, ${hold?.named?.userId ?? null}, ${hold?.named?.modelId ?? null},
      ${units.images}, ${units.imageKind}, ${units.characters}, ${units.seconds}`;
}

/** What take_hold answered. */
export function readTaken(
  { counters }: Pick<Admission, 'counters'>,
  answer: HoldAnswer,
): TakenHold {
  const { option, maxOutputTokens, used, held, amounts, lots, walletNano } = answer;
  return {
    taken:
      option === null
        ? null
        : {
            option: option - 1,
            maxOutputTokens,
            amounts,
            lots: lots.map(({ lotId, amountNano }) => ({ lotId, amountNano: BigInt(amountNano) })),
          },
    states: counters.map((_, index) => ({
      used: BigInt(used?.[index] ?? 0),
      held: BigInt(held?.[index] ?? 0),
    })),
    walletNano: walletNano === null ? null : BigInt(walletNano),
  };
}
