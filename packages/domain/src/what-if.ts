import type { Funding } from '@geko/contracts/meters';
import type { ModelKind } from '@geko/contracts/models';
import type { ModelTier, Plan, PlanId } from '@geko/contracts/plans';
import { planLimits } from './limits.ts';
import { planKindScope, resolveMarkup } from './markup.ts';
import { calendarMonth } from './periods.ts';
import { divideHalfEven, isCharged } from './pricing.ts';

/** A call as it was made and booked. */
export type PastCall = {
  workspaceId: string;
  workspaceName: string;
  timeZone: string;
  planId: PlanId;
  modelId: string;
  tier: ModelTier;
  kind: ModelKind;
  /** What limits counted. */
  meteredTokens: number;
  /** The provider's price of it, the absorbed part included. */
  costNano: bigint;
  /** The part of the cost that nobody is charged for. */
  absorbedNano: bigint;
  chargeNano: bigint;
  markupBps: number;
  funding: Funding;
  at: Date;
};

/** What would have been in force. */
export type WhatIfRules = {
  plans: Readonly<Record<PlanId, Plan>>;
  systemMarkupBps: number;
  /** By `planKindScope`. */
  planKindBps: ReadonlyMap<string, number>;
  /** By "<workspace>/<model>". */
  workspaceModelBps: ReadonlyMap<string, number>;
  /** Calls before it only fill the counters, of months that began before it in some zone. */
  from: Date;
};

type Sums = { costNano: bigint; revenueNano: bigint };
type Blocked = { workspaceName: string; planId: PlanId; calls: number; by: Map<string, number> };

/** Where a replay stands. */
export type Replay = {
  calls: number;
  actual: Sums;
  replayed: Sums;
  blockedCalls: number;
  /** By workspace. */
  blocked: Map<string, Blocked>;
  /** What each plan's counters have counted. */
  counters: Map<string, bigint>;
};

const BPS = 10_000n;

export function startReplay(): Replay {
  return {
    calls: 0,
    actual: { costNano: 0n, revenueNano: 0n },
    replayed: { costNano: 0n, revenueNano: 0n },
    blockedCalls: 0,
    blocked: new Map(),
    counters: new Map(),
  };
}

/** How a call would have been paid; or the limit that would have stopped it, "plan" where the plan locks its tier. */
type Decision = { funding: Funding } | { by: string };

/** Decides as admission would, and counts on the plan's counters what the plan includes. */
function decide(replay: Replay, call: PastCall, plan: Plan): Decision {
  switch (plan.tiers[call.tier]) {
    case 'locked':
      return { by: 'plan' };
    case 'local':
      return { funding: 'local' };
    case 'postpaid':
      return { funding: call.funding === 'credits' ? 'credits' : 'postpaid' };
    case 'included':
      return decideIncluded(replay, call, plan);
  }
}

function decideIncluded(replay: Replay, call: PastCall, plan: Plan): Decision {
  const { workspaceId, modelId, tier, timeZone, at, meteredTokens } = call;
  // A call that came to nothing is not counted as a request.
  const requests = meteredTokens > 0 || call.costNano > call.absorbedNano ? 1n : 0n;
  const month = calendarMonth({ at, timeZone });
  const limits = planLimits({ plan, modelId, modelTier: tier, month }).map((limit) => {
    const { subject, meter } = limit.counter;
    const id = `${workspaceId} ${subject} ${meter} ${month.key}`;
    const amount = meter === 'tokens' ? BigInt(meteredTokens) : requests;
    return { ...limit, id, next: (replay.counters.get(id) ?? 0n) + amount };
  });
  const stopping = limits.find(({ overflow, next, cap }) => overflow !== 'allow' && next > cap);
  if (stopping === undefined) {
    for (const { id, next } of limits) replay.counters.set(id, next);
    return { funding: 'included' };
  }
  const fallsThrough = limits.some(({ overflow }) => overflow === 'credits');
  return fallsThrough && call.funding === 'credits'
    ? { funding: 'credits' }
    : { by: stopping.name };
}

function chargeOf(call: PastCall, plan: Plan, funding: Funding, rules: WhatIfRules): bigint {
  if (!isCharged[funding]) return 0n;
  const { planId, kind, workspaceId, modelId } = call;
  const markupBps = resolveMarkup({
    funding,
    workspaceModelBps: rules.workspaceModelBps.get(`${workspaceId}/${modelId}`) ?? null,
    planKindBps: rules.planKindBps.get(planKindScope(planId, kind)) ?? null,
    planBps: plan.postpaidMarkupBps,
    systemBps: rules.systemMarkupBps,
  });
  if (funding === call.funding && markupBps === call.markupBps) return call.chargeNano;
  return divideHalfEven((call.costNano - call.absorbedNano) * (BPS + BigInt(markupBps)), BPS);
}

function noteBlocked(replay: Replay, call: PastCall, by: string): void {
  const { workspaceId, workspaceName, planId } = call;
  const blocked: Blocked = replay.blocked.get(workspaceId) ?? {
    workspaceName,
    planId,
    calls: 0,
    by: new Map<string, number>(),
  };
  blocked.calls += 1;
  blocked.by.set(by, (blocked.by.get(by) ?? 0) + 1);
  replay.blocked.set(workspaceId, blocked);
  replay.blockedCalls += 1;
}

/**
 * One more call of the past under other rules. Calls come in the order of their time. The replay given is used up:
 * go on with the one returned.
 *
 * The rules of the replay:
 * - The plan is the one of today; its tiers, limits and markup are those of the rules.
 * - A call of a locked tier would not have gone through.
 * - Included use counts by calendar month in the workspace's zone. A call goes through if all of it fits under every
 *   limit of the plan that does not let pass; it is not made shorter, as a real one might have been.
 * - Where it does not fit and some limit falls through to credits, it goes through if credit paid for it then: we know
 *   that there was credit. If not, it would have been blocked. What then went through on credit and would fit now, is
 *   included.
 * - Postpaid use is paid out of the wallet if it was then, else on the invoice.
 * - A call is charged its cost, less what was absorbed, at the markup of its funding: rounded once a call; just what it
 *   was then if funding and markup stay the same. Included use is charged nothing. The plan's own price is left out.
 * - Blocked calls cost nothing and bring nothing. Limits that workspaces have set themselves are not replayed.
 */
export function replayCall(replay: Replay, call: PastCall, rules: WhatIfRules): Replay {
  const plan = rules.plans[call.planId];
  const decision = decide(replay, call, plan);
  if (call.at < rules.from) return replay;
  replay.calls += 1;
  replay.actual.costNano += call.costNano;
  replay.actual.revenueNano += call.chargeNano;
  if ('by' in decision) {
    noteBlocked(replay, call, decision.by);
  } else {
    replay.replayed.costNano += call.costNano;
    replay.replayed.revenueNano += chargeOf(call, plan, decision.funding, rules);
  }
  return replay;
}

/** The workspaces of which calls would have been blocked, the most first, each with the limit that did it most. */
export function blockedWorkspaces(
  { blocked }: Replay,
  most: number,
): { workspaceId: string; workspaceName: string; planId: PlanId; calls: number; by: string }[] {
  return [...blocked]
    .map(([workspaceId, { workspaceName, planId, calls, by }]) => {
      const [worst] = [...by].toSorted(([, a], [, b]) => b - a);
      return { workspaceId, workspaceName, planId, calls, by: worst?.[0] ?? '' };
    })
    .toSorted((a, b) => b.calls - a.calls || a.workspaceName.localeCompare(b.workspaceName))
    .slice(0, most);
}
