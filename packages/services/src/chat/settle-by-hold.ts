import type { TokenUsage } from '@geko/contracts/meters';
import type { TakenLot } from '@geko/domain/choose-option';
import type { Price } from '@geko/domain/pricing';
import { settleCall, type Settlement } from '@geko/domain/settlement';
import type { UnitCounts } from '@geko/domain/unit-pricing';
import { storedLines, toTakenLot } from '../ledger/resettle.ts';
import type { KeptTerms } from '../policy/book-call.ts';
import type { HeldTerms } from '../policy/booking.ts';
import type { UsageRow } from '../usage/receipt-of.ts';

/** Whose call it was, of what, and since when. */
export type HeldCall = {
  userId: string;
  /** null = it belongs to none. */
  conversationId: string | null;
  modelId: string;
  /** What was asked for, where that is another model or "auto". */
  askedFor: string | null;
  /** The models that were tried before, in order; null = none. */
  hops: string[] | null;
  startedAt: Date;
};

/** How a provider call ended and what is known of its use; null where nothing is. */
export type CallOutcome = {
  status: 'finished' | 'stopped' | 'failed' | 'interrupted';
  usage: TokenUsage | null;
  /** What it made or took beside tokens; null = not known: then all that it was asked for. */
  units: UnitCounts | null;
  rawUsage: unknown;
  /** Our own count of what was streamed. */
  outputTokens: number;
  /** The provider accepted the call, or may have: what it did not tell is then estimated. */
  hasStarted: boolean;
  /** It finished, or ended after some output: only then it is charged. */
  hasDelivered: boolean;
  keyAlias: string | null;
  timeToFirstTokenMs: number | null;
  durationMs: number;
};

/**
 * A settled call, as it is booked. requests: what the counters count of it. hold: what it has set aside. keptTerms: what a hold
 * that was taken blank is narrowed to.
 */
export type SettledCall = {
  row: UsageRow;
  hold: { amounts: HeldTerms['amounts']; lots: TakenLot[] };
  keptTerms?: KeptTerms;
  settlement: Settlement;
  requests: number;
};

/** What an ended call comes to by its hold and the price that it was held at. */
export function settleByHold({
  hold,
  call,
  outcome,
  price,
  provider,
}: {
  hold: HeldTerms;
  call: HeldCall;
  outcome: CallOutcome;
  price: Price;
  provider: string;
}): SettledCall {
  const lots = hold.lots.map(toTakenLot);
  const settlement = settleCall({
    usage: outcome.usage,
    units: outcome.units,
    counted: { inputTokens: hold.inputTokens, outputTokens: outcome.outputTokens },
    hold: { ...hold, units: hold, lots },
    price,
    markupBps: hold.markupBps,
    funding: hold.funding,
    hasStarted: outcome.hasStarted,
    hasDelivered: outcome.hasDelivered,
    deliveredTokens: outcome.status === 'failed' ? outcome.outputTokens : null,
  });
  const { setAside } = hold;
  return {
    row: usageRow({ hold, call, outcome, settlement, provider }),
    hold: setAside
      ? { amounts: setAside.amounts, lots: setAside.lots.map(toTakenLot) }
      : { amounts: hold.amounts, lots },
    ...(setAside && { keptTerms: hold }),
    settlement,
    requests: countedRequests(outcome, settlement),
  };
}

/** A call that gave nothing is not counted, unless the caller ended it themselves. */
function countedRequests({ status }: CallOutcome, { meteredTokens }: Settlement): number {
  const gaveNothing = (status === 'failed' || status === 'interrupted') && meteredTokens === 0;
  return gaveNothing ? 0 : 1;
}

/** The row that an ended call leaves in token_usage. */
export function usageRow(input: {
  hold: HeldTerms;
  call: HeldCall;
  outcome: Pick<
    CallOutcome,
    'status' | 'rawUsage' | 'keyAlias' | 'timeToFirstTokenMs' | 'durationMs'
  >;
  settlement: Settlement;
  provider: string;
}): UsageRow {
  const { hold, call, outcome, settlement } = input;
  const { rating, usage, units } = settlement;
  return {
    tenantId: hold.tenantId,
    workspaceId: hold.workspaceId,
    id: hold.id,
    userId: call.userId,
    apiKeyId: hold.apiKeyId,
    conversationId: call.conversationId,
    modelId: call.modelId,
    askedFor: call.askedFor,
    hops: call.hops,
    provider: input.provider,
    priceVersion: hold.priceVersion,
    ...usage,
    ...units,
    meteredTokens: settlement.meteredTokens,
    overshootTokens: settlement.overshootTokens,
    rawUsage: outcome.rawUsage ?? null,
    isEstimated: settlement.isEstimated,
    lines: storedLines(rating.lines),
    costNano: rating.costNano,
    chargeNano: rating.chargeNano,
    absorbedNano: settlement.absorbedNano,
    markupBps: hold.markupBps,
    funding: hold.funding,
    keyAlias: outcome.keyAlias,
    outcome: outcome.status,
    timeToFirstTokenMs: outcome.timeToFirstTokenMs,
    durationMs: outcome.durationMs,
    createdAt: call.startedAt,
  };
}
