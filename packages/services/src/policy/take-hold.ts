import { sql } from 'drizzle-orm';
import { NO_UNITS, type UnitUsage } from '@geko/contracts/meters';
import type { Tx } from '@geko/db/client';
import type { HeldAmount, HeldLot } from '@geko/db/schema/money';
import type { Admission } from '@geko/domain/admission';
import type { CounterState, Option, Share, TakenLot, Wanted } from '@geko/domain/choose-option';
import { LEASE_MS } from '../chat/lease.ts';

export type TakenHold = {
  /** null = refused. amounts: what was taken of which counter; none in a dry run. blank: the hold that was taken ahead. */
  taken: {
    option: number;
    maxOutputTokens: number;
    amounts: HeldAmount[];
    lots: TakenLot[];
    blank: BlankHold | null;
  } | null;
  /** The counters as they were before, in the admission's order. */
  states: CounterState[];
  /** Credit that was free; null = the wallet was not asked. */
  walletNano: bigint | null;
};

/** A hold that was taken ahead of its call, and what it has set aside: no less than the call needs. */
export type BlankHold = { id: string; amounts: HeldAmount[]; lots: HeldLot[] };

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
  lots: HeldLot[];
  walletNano: string | null;
  /** Of a refusal: how many blank holds the company has out. */
  blanks?: number;
  /** Of a hold that was taken ahead. */
  blank?: BlankHold;
};

/** The row that a hold leaves; its id is the turn's. apiKeyId: the key that the call came by, if any. */
export type NewHold = {
  id: string;
  modelId: string;
  inputTokens: number;
  priceVersion: number;
  apiKeyId?: string | null;
  /** Whose call it is and what it is asked for beside tokens, where no turn tells of it and of the model. */
  named?: { userId: string; units: UnitUsage } | null;
};

/** What a hold is asked for. hold: kept as a row of holds when it is taken; null = a dry run, which only tells what it would do. */
export type HoldTerms = { wanted: Wanted; now: Date; hold: NewHold | null };

/**
 * Takes a hold on every limit and on the funds in one atomic step, or on nothing; the output is clamped to what the
 * tightest of them can still pay.
 */
export async function takeHold(tx: Tx, admission: Admission, terms: HoldTerms): Promise<TakenHold> {
  const { rows } = await tx.execute<{ answer: HoldAnswer }>(
    sql`select system.take_hold_of(${JSON.stringify(holdRecord(admission, terms))}) as answer`,
  );
  const answer = rows[0]?.answer;
  if (!answer) throw new Error('take_hold_of gave no answer');
  return readTaken(admission, answer);
}

/** The arguments of the database's take_hold, by name; amounts as text. */
export function holdRecord({ counters, options }: Admission, { wanted, now, hold }: HoldTerms) {
  const { desiredOutputTokens, minOutputTokens, comfortableOutputTokens } = wanted;
  const units = hold?.named?.units ?? NO_UNITS;
  const byCounter = (pick: (share: Share) => bigint | null) =>
    options.map(({ shares }) => shares.map((share) => amountText(share && pick(share))));
  const ofFunds = (pick: (funds: NonNullable<Option['funds']>) => bigint) =>
    options.map(({ funds }) => amountText(funds && pick(funds)));
  return {
    scopes: counters.map(({ scope }) => scope),
    subjects: counters.map(({ subject }) => subject),
    meters: counters.map(({ meter }) => meter),
    periods: counters.map(({ period }) => period),
    starts: counters.map(({ periodStart }) => periodStart),
    ends: counters.map(({ periodEnd }) => periodEnd),
    fundings: options.map(({ funding }) => funding),
    markups: options.map(({ markupBps }) => markupBps),
    rooms: byCounter(({ cap, fixed }) => (cap === null ? null : cap - fixed)),
    fixed: byCounter(({ fixed }) => fixed),
    per_output: byCounter(({ perOutput }) => perOutput),
    funds_fixed: ofFunds(({ fixed }) => fixed),
    funds_per_output: ofFunds(({ perOutput }) => perOutput),
    desired: desiredOutputTokens,
    minimum: Math.min(minOutputTokens, desiredOutputTokens),
    comfortable: Math.min(comfortableOutputTokens, desiredOutputTokens),
    at: now,
    hold: hold?.id ?? null,
    input_tokens: hold?.inputTokens ?? null,
    price_version: hold?.priceVersion ?? null,
    api_key: hold?.apiKeyId ?? null,
    lease_ms: LEASE_MS,
    caller: hold?.named?.userId ?? null,
    model: hold?.named ? hold.modelId : null,
    images: units.images,
    image_kind: units.imageKind,
    characters: units.characters,
    seconds: units.seconds,
  };
}

/** As JSON has it, which knows no such numbers. */
function amountText(amount: bigint | null): string | null {
  return amount === null ? null : amount.toString();
}

/** What take_hold answered. */
export function readTaken(
  { counters }: Pick<Admission, 'counters'>,
  answer: HoldAnswer,
): TakenHold {
  const { option, maxOutputTokens, used, held, amounts, lots, walletNano, blank = null } = answer;
  return {
    taken:
      option === null
        ? null
        : {
            option: option - 1,
            maxOutputTokens,
            amounts,
            lots: lots.map(({ lotId, amountNano }) => ({ lotId, amountNano: BigInt(amountNano) })),
            blank,
          },
    states: counters.map((_, index) => ({
      used: BigInt(used?.[index] ?? 0),
      held: BigInt(held?.[index] ?? 0),
    })),
    walletNano: walletNano === null ? null : BigInt(walletNano),
  };
}
