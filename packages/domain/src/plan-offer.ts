import { type ModelTier, type Plan, type PlanId } from '@geko/contracts/plans';
import { divideHalfEven } from './pricing.ts';

/** What one model was used for over the last 30 days. */
export type ModelUse = {
  tier: ModelTier;
  tokens: number;
  requests: number;
  /** At the provider's price. */
  costNano: bigint;
};

export type PlanOffer = {
  planId: PlanId;
  /** What the use would have cost on it: a month's price, and what is charged on top. */
  costNano: bigint;
};

const BPS = 10_000n;
const NANO_PER_CENT = 10_000_000n;

/** A part of a whole: over / under. */
type Share = { over: bigint; under: bigint };

function larger(a: Share, b: Share): Share {
  return a.over * b.under >= b.over * a.under ? a : b;
}

const NOTHING: Share = { over: 0n, under: 1n };

/** What part of the use is beyond a limit. */
function beyond(used: number, cap: number): Share {
  return used > cap ? { over: BigInt(used - cap), under: BigInt(used) } : NOTHING;
}

function sumOf(use: readonly ModelUse[], meter: 'tokens' | 'requests'): number {
  return use.reduce((sum, model) => sum + model[meter], 0);
}

/** What part of a model's included use would have been charged; null = the plan would have stopped some of it. */
function chargedShare(plan: Plan, included: readonly ModelUse[], model: ModelUse): Share | null {
  let share = NOTHING;
  for (const { scope, meter, cap, overflow } of plan.limits) {
    if (scope === 'free_model' && model.tier !== 'free') continue;
    const used = scope === 'workspace' ? sumOf(included, meter) : model[meter];
    const excess = beyond(used, cap);
    if (excess.over === 0n || overflow === 'allow') continue;
    if (overflow === 'block') return null;
    share = larger(share, excess);
  }
  return share;
}

/** null = this use is not to be had on this plan. */
function costOn(plan: Plan, use: readonly ModelUse[], systemMarkupBps: number): bigint | null {
  if (plan.priceCentsPerMonth === null) return null;
  const systemBps = BPS + BigInt(systemMarkupBps);
  const postpaidBps = BPS + BigInt(plan.postpaidMarkupBps ?? systemMarkupBps);
  const included = use.filter(({ tier }) => plan.tiers[tier] === 'included');
  let costNano = BigInt(plan.priceCentsPerMonth) * NANO_PER_CENT;
  for (const model of use) {
    switch (plan.tiers[model.tier]) {
      case 'locked':
        return null;
      case 'local':
        break;
      case 'postpaid':
        costNano += divideHalfEven(model.costNano * postpaidBps, BPS);
        break;
      case 'included': {
        const share = chargedShare(plan, included, model);
        if (share === null) return null;
        costNano += divideHalfEven(model.costNano * systemBps * share.over, BPS * share.under);
      }
    }
  }
  return costNano;
}

/** The plans that one leads up to, nearest first, as far as they are there and lead on. */
function higherPlans(from: PlanId, plans: ReadonlyMap<PlanId, Plan>): [PlanId, Plan][] {
  const found = new Map<PlanId, Plan>();
  let next = plans.get(from)?.upgradeTo ?? null;
  while (next !== null && next !== from && !found.has(next)) {
    const plan = plans.get(next);
    if (plan === undefined) break;
    found.set(next, plan);
    next = plan.upgradeTo;
  }
  return [...found];
}

/**
 * The plan to offer where one says no: of those that it leads up to, the one on which the last 30 days' use would
 * have been cheapest (SPEC §7). Its price of a month counts, and what it charges on top: postpaid use at its markup,
 * and included use beyond a limit that falls through to credits, at the system's. A plan is no offer which is hidden
 * or sold by agreement, which locks a tier that was used or is wanted now, or of which a limit that blocks would have
 * been passed. Of two that are as cheap, the nearer one. null = there is none.
 *
 * @param use one entry a model.
 * @param wantedTier of the model that was just refused; null = it was something else.
 */
export function cheapestPlan({
  use,
  plans,
  from,
  wantedTier,
  systemMarkupBps,
}: {
  use: readonly ModelUse[];
  plans: ReadonlyMap<PlanId, Plan>;
  from: PlanId;
  wantedTier: ModelTier | null;
  systemMarkupBps: number;
}): PlanOffer | null {
  let best: PlanOffer | null = null;
  for (const [planId, plan] of higherPlans(from, plans)) {
    if (plan.isHidden || (wantedTier !== null && plan.tiers[wantedTier] === 'locked')) continue;
    const costNano = costOn(plan, use, systemMarkupBps);
    if (costNano !== null && (best === null || costNano < best.costNano)) {
      best = { planId, costNano };
    }
  }
  return best;
}
