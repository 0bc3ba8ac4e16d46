import { AppError } from '@geko/contracts/errors';
import type { Funding } from '@geko/contracts/meters';
import type { ModelAccess } from '@geko/contracts/models';
import type { Permission } from '@geko/contracts/permissions';
import { type ModelTier, type PlanId, planTable } from '@geko/contracts/plans';

const tierPermission: Record<ModelTier, Permission> = {
  local: 'model:use:local',
  free: 'model:use:free',
  premium: 'model:use:premium',
};

/** The nearest plan up the ladder in which a tier is not locked; null when there is none. */
export function planUnlocking({
  planId,
  tier,
}: {
  planId: PlanId;
  tier: ModelTier;
}): PlanId | null {
  let next = planTable[planId].upgradeTo;
  while (next !== null && planTable[next].tiers[tier] === 'locked')
    next = planTable[next].upgradeTo;
  return next;
}

/**
 * Whether a member may use a model, and the first reason why not (SPEC §5): role, plan, the workspace's
 * own switch, price, key. An unpublished model is one that has no valid price yet. Local models need none.
 */
export function resolveModelAccess({
  permissions,
  planId,
  model,
}: {
  permissions: ReadonlySet<Permission>;
  planId: PlanId;
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
  if (planTable[planId].tiers[tier] === 'locked') {
    return { isAllowed: false, reason: 'plan', upgradeTo: planUnlocking({ planId, tier }) };
  }
  if (!model.isEnabled) return { isAllowed: false, reason: 'workspace', upgradeTo: null };
  const isPriced = tier === 'local' || model.hasPrice;
  if (!model.isPublished || !isPriced)
    return { isAllowed: false, reason: 'unpriced', upgradeTo: null };
  if (!model.hasKey) return { isAllowed: false, reason: 'no_key', upgradeTo: null };
  return { isAllowed: true };
}

/** Where a plan's money for a tier comes from. Throws MODEL_LOCKED where the plan has none. */
export function fundingOf({
  planId,
  tier,
}: {
  planId: PlanId;
  tier: ModelTier;
}): Exclude<Funding, 'credits'> {
  const funding = planTable[planId].tiers[tier];
  if (funding === 'locked') throw new AppError('MODEL_LOCKED');
  return funding;
}

/** What a plan adds to provider cost for a tier, in basis points; 0 where calls are not charged. */
export function markupBpsOf({ planId, tier }: { planId: PlanId; tier: ModelTier }): number {
  const plan = planTable[planId];
  return plan.tiers[tier] === 'postpaid' ? plan.postpaidMarkupBps : 0;
}
