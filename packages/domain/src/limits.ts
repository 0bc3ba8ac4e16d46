import type { LimitTrace } from '@geko/contracts/errors';
import type { Meter } from '@geko/contracts/meters';
import {
  type ModelTier,
  type Overflow,
  type PlanId,
  type PlanLimit,
  planTable,
} from '@geko/contracts/plans';
import type { Period } from './periods.ts';

/** One limit that a call must fit under, and what the call holds on it. Amounts are in the meter's unit. */
export type HoldLimit = {
  /** Shown to people and stable: "workspace.tokens", "model.gpt-5-mini.tokens". */
  name: string;
  meter: Meter;
  /** Whose counter it is: "workspace" or "model:<id>". */
  subject: string;
  periodStart: Date;
  resetsAt: Date;
  /** null = counted, but never blocks. */
  cap: bigint | null;
  /** Where it does not block: above this the operator is told. */
  softCap: bigint | null;
  overflow: Overflow;
  /** What the call holds whatever its output. */
  fixedAmount: bigint;
  /** What each token of output adds. */
  perOutputToken: bigint;
};

const heldBy: Record<
  Meter,
  (inputTokens: bigint) => { fixedAmount: bigint; perOutputToken: bigint }
> = {
  tokens: (inputTokens) => ({ fixedAmount: inputTokens, perOutputToken: 1n }),
  requests: () => ({ fixedAmount: 1n, perOutputToken: 0n }),
};

function isApplicable(limit: PlanLimit, modelTier: ModelTier): boolean {
  return limit.scope === 'workspace' || modelTier === 'free';
}

/**
 * The plan's limits on a call of a model, in the plan's order (SPEC §6). Local models have none.
 * `credits` blocks like `block`: what falls through to a wallet is decided where a wallet is at hand.
 * Held amounts are those of a call without input; see `withInput`.
 */
export function planLimits({
  planId,
  modelId,
  modelTier,
  period,
}: {
  planId: PlanId;
  modelId: string;
  modelTier: ModelTier;
  period: Period;
}): HoldLimit[] {
  if (modelTier === 'local') return [];
  return planTable[planId].limits
    .filter((limit) => isApplicable(limit, modelTier))
    .map((limit) => {
      const isWorkspace = limit.scope === 'workspace';
      const cap = BigInt(limit.cap);
      const blocks = limit.overflow !== 'allow';
      return {
        name: isWorkspace ? `workspace.${limit.meter}` : `model.${modelId}.${limit.meter}`,
        meter: limit.meter,
        subject: isWorkspace ? 'workspace' : `model:${modelId}`,
        periodStart: period.startAt,
        resetsAt: period.endAt,
        cap: blocks ? cap : null,
        softCap: blocks ? null : cap,
        overflow: limit.overflow,
        ...heldBy[limit.meter](0n),
      };
    });
}

/** The same limits, each with what a call with this much input holds on it. */
export function withInput(limits: readonly HoldLimit[], inputTokens: number): HoldLimit[] {
  return limits.map((limit) => ({ ...limit, ...heldBy[limit.meter](BigInt(inputTokens)) }));
}

/**
 * A limit as the caller sees it. A limit that never blocks shows its fair-use amount as its cap, and is
 * never exceeded. Exceeded = not even the call's fixed part and its smallest answer fit.
 *
 * @param minOutputTokens the smallest answer worth starting; 1 unless told.
 */
export function toLimitTrace(
  limit: HoldLimit,
  { used, held, minOutputTokens = 1 }: { used: bigint; held: bigint; minOutputTokens?: number },
): LimitTrace {
  const needed = limit.fixedAmount + limit.perOutputToken * BigInt(minOutputTokens);
  const shownCap = limit.cap ?? limit.softCap;
  return {
    name: limit.name,
    meter: limit.meter,
    setBy: 'plan',
    used: Number(used),
    held: Number(held),
    cap: shownCap === null ? null : Number(shownCap),
    resetsAt: limit.resetsAt.toISOString(),
    isExceeded: limit.cap !== null && used + held + needed > limit.cap,
  };
}

function remainingShare(trace: LimitTrace): number {
  if (trace.cap === null) return Number.POSITIVE_INFINITY;
  return trace.cap === 0 ? 0 : (trace.cap - trace.used - trace.held) / trace.cap;
}

/** Tightest first: exceeded ones, then by the least share left; unlimited ones last. */
export function byTightness(traces: readonly LimitTrace[]): LimitTrace[] {
  return traces.toSorted(
    (a, b) =>
      Number(b.isExceeded) - Number(a.isExceeded) ||
      compareShares(remainingShare(a), remainingShare(b)),
  );
}

/** Two infinite shares are equal, which their difference (NaN) would not say. */
function compareShares(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

/** The limit that binds: the tightest one that has a cap; null when nothing is limited. */
export function bindingLimit(traces: readonly LimitTrace[]): LimitTrace | null {
  const tightest = byTightness(traces)[0];
  return tightest === undefined || tightest.cap === null ? null : tightest;
}
