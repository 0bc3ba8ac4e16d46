import type { Funding, TokenUsage } from '@geko/contracts/meters';
import type { TakenLot } from './choose-option.ts';
import { type LedgerEntry, usageJournal } from './ledger.ts';
import { spendLots } from './lots.ts';
import { type Price, type Rating, rateUsage } from './pricing.ts';
import { knownUsage, type KnownUsage, NO_USAGE, totalTokens } from './usage.ts';

export type Settlement = {
  usage: KnownUsage;
  isEstimated: boolean;
  rating: Rating;
  /** What the limits count: the call's tokens, and never more than were held. */
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

/** Costs of what was really used, charges of what the hold had bought. */
function withChargesOf(actual: Rating, bought: Rating): Rating {
  return {
    ...actual,
    lines: actual.lines.map((line) => ({
      ...line,
      chargeNano:
        bought.lines.find(({ tokenClass }) => tokenClass === line.tokenClass)?.chargeNano ?? 0n,
    })),
    chargeNano: bought.chargeNano,
  };
}

/**
 * What one ended call used, cost and is charged (SPEC §7). Cost is that of the real usage. Input beyond the
 * held input and output beyond the held output are never charged: their cost is absorbed. A call that the
 * provider never accepted costs nothing and meters nothing; one that failed with nothing delivered is
 * neither charged nor metered, and what the provider bills for it is absorbed.
 *
 * @param hold lots: what the hold had set aside of which, where credit pays.
 * @param counted our own counts, used where the provider's are absent.
 * @param hasStarted the provider accepted the call.
 * @param hasDelivered the caller got something, or ended the call themselves; true unless told.
 */
export function settleCall({
  usage: reported,
  counted,
  hold,
  price,
  markupBps,
  funding,
  hasStarted,
  hasDelivered = true,
}: {
  usage: TokenUsage | null;
  counted: { inputTokens: number; outputTokens: number };
  hold: { inputTokens: number; maxOutputTokens: number; lots?: readonly TakenLot[] };
  price: Price;
  markupBps: number;
  funding: Funding;
  hasStarted: boolean;
  hasDelivered?: boolean;
}): Settlement {
  const { usage, isEstimated } =
    reported === null && !hasStarted
      ? { usage: NO_USAGE, isEstimated: false }
      : knownUsage(reported, counted);
  const bought = hasDelivered ? clampToHold(usage, hold) : NO_USAGE;
  const boughtRating = rateUsage({ usage: bought, price, markupBps, funding });
  const rating = withChargesOf(rateUsage({ usage, price, markupBps, funding }), boughtRating);
  const overCostNano = rating.costNano - boughtRating.costNano;
  // A price tier may be cheaper than the one below it; nothing is absorbed then.
  const absorbedNano = overCostNano > 0n ? overCostNano : 0n;
  const held = hold.inputTokens + hold.maxOutputTokens;
  const spent = funding === 'credits' ? spendLots(hold.lots ?? [], rating.chargeNano) : [];
  return {
    usage,
    isEstimated,
    rating,
    meteredTokens: hasDelivered ? Math.min(totalTokens(usage), held) : 0,
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
