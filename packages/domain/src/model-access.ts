import type { ModelAccess } from '@geko/contracts/models';
import type { Permission } from '@geko/contracts/permissions';
import { type ModelTier, type Plan, type PlanId, planTable } from '@geko/contracts/plans';

const tierPermission: Record<ModelTier, Permission> = {
  local: 'model:use:local',
  free: 'model:use:free',
  premium: 'model:use:premium',
};

/** The nearest plan up the ladder in which a tier is not locked; null when there is none. A ladder has no circles. */
export function planUnlocking({
  plan,
  plans = planTable,
  tier,
}: {
  plan: Plan;
  plans?: Record<PlanId, Plan>;
  tier: ModelTier;
}): PlanId | null {
  let next = plan.upgradeTo;
  while (next !== null && plans[next].tiers[tier] === 'locked') next = plans[next].upgradeTo;
  return next;
}

/**
 * Whether a member may use a model, and the first reason why not (SPEC §5): role, plan, the workspace's
 * own switch, price, key. An unpublished model is one that has no valid price yet. Local models need none.
 */
export function resolveModelAccess({
  permissions,
  plan,
  model,
}: {
  permissions: ReadonlySet<Permission>;
  plan: Plan;
  model: {
    tier: ModelTier;
    isPublished: boolean;
    isEnabled: boolean;
    hasPrice: boolean;
    hasKey: boolean;
  };
}): ModelAccess {
  const { tier } = model;
  if (!permissions.has(tierPermission[tier]))
    return { isAllowed: false, reason: 'role', upgradeTo: null };
  if (plan.tiers[tier] === 'locked') {
    return { isAllowed: false, reason: 'plan', upgradeTo: planUnlocking({ plan, tier }) };
  }
  if (!model.isEnabled) return { isAllowed: false, reason: 'workspace', upgradeTo: null };
  const isPriced = tier === 'local' || model.hasPrice;
  if (!model.isPublished || !isPriced)
    return { isAllowed: false, reason: 'unpriced', upgradeTo: null };
  if (!model.hasKey) return { isAllowed: false, reason: 'no_key', upgradeTo: null };
  return { isAllowed: true };
}
