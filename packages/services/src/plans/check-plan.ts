import { AppError } from '@geko/contracts/errors';
import { planIds, type Plan, type PlanId } from '@geko/contracts/plans';

function refuse(field: string, message: string): never {
  throw new AppError('BAD_REQUEST', { field: `plan.${field}`, message });
}

/**
 * Refuses a plan that would not work: a free plan with a price, local models that cost something, two limits on one
 * counter, an upgrade that leads back to where it came from. plans: all of them, this one as it would be.
 * @throws AppError BAD_REQUEST, naming the field.
 */
export function checkPlan(id: PlanId, plans: Record<PlanId, Plan>): void {
  const plan = plans[id];
  if (id === 'free' && plan.priceCentsPerMonth !== 0) {
    refuse('priceCentsPerMonth', 'The free plan stays free: everyone begins on it.');
  }
  if (plan.tiers.local !== 'local') {
    refuse('tiers.local', 'Local models cost nothing on every plan.');
  }
  for (const tier of ['free', 'premium'] as const) {
    if (plan.tiers[tier] === 'local') {
      refuse(`tiers.${tier}`, 'Models in the cloud are included, postpaid or locked.');
    }
  }
  const counters = plan.limits.map(({ meter, scope }) => `${meter} ${scope}`);
  if (new Set(counters).size < counters.length) {
    refuse('limits', 'Two limits count the same: keep one of them.');
  }
  if (isInCircle(id, plans)) {
    refuse('upgradeTo', 'The upgrade leads back to this plan; offer another one, or none.');
  }
}

/** Whether following the offered upgrades from a plan ever meets one a second time. */
function isInCircle(id: PlanId, plans: Record<PlanId, Plan>): boolean {
  let next = plans[id].upgradeTo;
  for (const _ of planIds) {
    if (next === null) return false;
    next = plans[next].upgradeTo;
  }
  return next !== null;
}
