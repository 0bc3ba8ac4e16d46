import { type Funding, NO_UNITS, type TokenUsage, type UnitUsage } from '@geko/contracts/meters';
import type { UnitName } from '@geko/contracts/units';
import type { TakenLot } from './choose-option.ts';
import { type LedgerEntry, usageJournal } from './ledger.ts';
import { spendLots } from './lots.ts';
import type { Price } from './pricing.ts';
import { nameOfLine, rateCall, type Rating } from './rate-call.ts';
import { hasUnits, type UnitCounts, unitPrice } from './unit-pricing.ts';
import {
  knownUsage,
  type KnownUsage,
  NO_USAGE,
  totalInputTokens,
  totalOutputTokens,
  totalTokens,
} from './usage.ts';

export type Settlement = {
  usage: KnownUsage;
  units: UnitUsage;
  isEstimated: boolean;
  rating: Rating;
  /** What the limits count: the call's tokens, and never more than were held, or delivered before it failed. */
  meteredTokens: number;
  /** Tokens that are nobody's to pay but the operator's. */
  overshootTokens: number;
  /** Their part of the cost. */
  absorbedNano: bigint;
  /** What the charge takes of which lot; empty where credit does not pay. */
  spent: TakenLot[];
  entries: LedgerEntry[];
};

/** Takes tokens away until the rest fits, dearest class first (in the payer's favour). */
function clampToHold(
  usage: KnownUsage,
  hold: { inputTokens: number; maxOutputTokens: number },
): KnownUsage {
  const cachedInputTokens = Math.min(usage.cachedInputTokens, hold.inputTokens);
  const inputTokens = Math.min(usage.inputTokens, hold.inputTokens - cachedInputTokens);
  const cacheWriteTokens = Math.min(
    usage.cacheWriteTokens,
    hold.inputTokens - cachedInputTokens - inputTokens,
  );
  const outputTokens = Math.min(usage.outputTokens, hold.maxOutputTokens);
  const reasoningTokens = Math.min(usage.reasoningTokens, hold.maxOutputTokens - outputTokens);
  return { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens };
}

function clampUnits(units: UnitUsage, held: UnitUsage): UnitUsage {
  return {
    imageKind: units.imageKind,
    images: Math.min(units.images, held.images),
    characters: Math.min(units.characters, held.characters),
    seconds: Math.min(units.seconds, held.seconds),
  };
}

/**
 * What a call made or took beside tokens, of the kind that it was asked for; all that it was asked for where that is not
 * told. What has no price cannot be booked: it was not asked for either.
 */
function knownUnits(
  told: UnitCounts | null,
  { held, price, hasStarted }: { held: UnitUsage; price: Price; hasStarted: boolean },
): UnitUsage {
  const counts = told ?? (hasStarted ? held : NO_UNITS);
  const priced = (unit: UnitName) =>
    unitPrice(price, unit, held.imageKind) === null ? 0 : counts[unit];
  const images = priced('images');
  return {
    images,
    imageKind: images > 0 ? held.imageKind : null,
    characters: priced('characters'),
    seconds: priced('seconds'),
  };
}

/** Costs of what was really used, charges of what the hold had bought. */
function withChargesOf(actual: Rating, bought: Rating): Rating {
  const charges = new Map(bought.lines.map((line) => [nameOfLine(line), line.chargeNano] as const));
  return {
    ...actual,
    lines: actual.lines.map((line) => ({
      ...line,
      chargeNano: charges.get(nameOfLine(line)) ?? 0n,
    })),
    chargeNano: bought.chargeNano,
  };
}

/**
 * Whether an ended call gave its caller something, by what its receipt keeps: it finished, or some of it was metered; or
 * its caller ended it while it made what has no parts.
 */
export function hasGiven(call: {
  outcome: string;
  meteredTokens: number;
  units: UnitCounts;
}): boolean {
  const { outcome, meteredTokens, units } = call;
  return outcome === 'finished' || meteredTokens > 0 || (outcome === 'stopped' && hasUnits(units));
}

/**
 * The output that a settled call is charged for, by what its receipt keeps: within the hold, all but what is the
 * operator's of it.
 */
export function chargedOutput(
  { usage, overshootTokens }: Pick<Settlement, 'usage' | 'overshootTokens'>,
  hold: { inputTokens: number },
): number {
  const chargedInput = Math.min(totalInputTokens(usage), hold.inputTokens);
  return Math.max(0, totalTokens(usage) - overshootTokens - chargedInput);
}

/**
 * What one ended call used, cost and is charged (SPEC §7). Cost is that of the real usage. Input beyond the
 * held input, output beyond the held output and units beyond the held ones are never charged: their cost is absorbed. A
 * call that the provider never accepted costs nothing and meters nothing; one that failed with nothing delivered is
 * neither charged nor metered, and what the provider bills for it is absorbed; so is the output of one that failed later
 * which its caller never got, whatever the provider told.
 *
 * @param units what it made or took beside tokens; null = not told: then all that it was asked for, if it began.
 * @param hold units: what it was asked for beside tokens; lots: what it had set aside of which, where credit pays.
 * @param counted our own counts, used where the provider's are absent.
 * @param hasStarted the provider accepted the call.
 * @param hasDelivered the caller got something, or ended the call themselves; true unless told.
 * @param deliveredTokens of a call that failed: the output that its caller got; null = it did not fail.
 */
export function settleCall({
  usage: reported,
  units: told = null,
  counted,
  hold,
  price,
  markupBps,
  funding,
  hasStarted,
  hasDelivered = true,
  deliveredTokens = null,
}: {
  usage: TokenUsage | null;
  units?: UnitCounts | null;
  counted: { inputTokens: number; outputTokens: number };
  hold: {
    inputTokens: number;
    maxOutputTokens: number;
    units?: UnitUsage;
    lots?: readonly TakenLot[];
  };
  price: Price;
  markupBps: number;
  funding: Funding;
  hasStarted: boolean;
  hasDelivered?: boolean;
  deliveredTokens?: number | null;
}): Settlement {
  const known =
    reported === null && !hasStarted
      ? { usage: NO_USAGE, isEstimated: false }
      : knownUsage(reported, counted);
  const { usage } = known;
  const heldUnits = hold.units ?? NO_UNITS;
  const units = knownUnits(told, { held: heldUnits, price, hasStarted });
  const maxOutputTokens = Math.min(hold.maxOutputTokens, deliveredTokens ?? Infinity);
  const bought = hasDelivered ? clampToHold(usage, { ...hold, maxOutputTokens }) : NO_USAGE;
  const boughtUnits = hasDelivered ? clampUnits(units, heldUnits) : NO_UNITS;
  const terms = { price, markupBps, funding };
  const boughtRating = rateCall({ usage: bought, units: boughtUnits, ...terms });
  const rating = withChargesOf(rateCall({ usage, units, ...terms }), boughtRating);
  const overCostNano = rating.costNano - boughtRating.costNano;
  // A price tier may be cheaper than the one below it; nothing is absorbed then.
  const absorbedNano = overCostNano > 0n ? overCostNano : 0n;
  const held = hold.inputTokens + hold.maxOutputTokens;
  const givenOutput = totalOutputTokens(deliveredTokens === null ? usage : bought);
  const spent = funding === 'credits' ? spendLots(hold.lots ?? [], rating.chargeNano) : [];
  return {
    usage,
    units,
    isEstimated: known.isEstimated || (told === null && hasUnits(units)),
    rating,
    meteredTokens: hasDelivered ? Math.min(totalInputTokens(usage) + givenOutput, held) : 0,
    overshootTokens: totalTokens(usage) - totalTokens(bought),
    absorbedNano,
    spent,
    entries: usageJournal({
      costNano: rating.costNano,
      absorbedNano,
      chargeNano: rating.chargeNano,
      funding,
      spent,
    }),
  };
}
