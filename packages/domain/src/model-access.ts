import { mediaRules } from '@geko/contracts/media';
import type { ModelAccess, ModelKind, ModelRefusal } from '@geko/contracts/models';
import type { Permission } from '@geko/contracts/permissions';
import type { ModelTier, Plan, PlanId } from '@geko/contracts/plans';

const tierPermission: Record<ModelTier, Permission> = {
  local: 'model:use:local',
  free: 'model:use:free',
  premium: 'model:use:premium',
};

function kindPermission(kind: ModelKind): Permission {
  return kind === 'chat' ? 'chat:create' : mediaRules[kind].permission;
}

/** Who asks, and for which model. An unpublished model is one that has no valid price yet. */
export type ModelRequest = {
  permissions: ReadonlySet<Permission>;
  plan: Plan;
  model: {
    kind: ModelKind;
    tier: ModelTier;
    isPublished: boolean;
    isEnabled: boolean;
    hasPrice: boolean;
    hasKey: boolean;
  };
};

/**
 * The nearest plan up the ladder in which a tier is not locked; null when there is none. A ladder has no circles.
 * plans: all of them, as the operator has them.
 */
export function planUnlocking({
  plan,
  plans,
  tier,
}: {
  plan: Plan;
  plans: Record<PlanId, Plan>;
  tier: ModelTier;
}): PlanId | null {
  let next = plan.upgradeTo;
  while (next !== null && plans[next].tiers[tier] === 'locked') next = plans[next].upgradeTo;
  return next;
}

/**
 * The first reason why a member may not use a model (SPEC §5): role (for what it makes, and for its tier), plan, the
 * workspace's own switch, price, key; null = they may. Local models need no price.
 */
export function findModelRefusal({ permissions, plan, model }: ModelRequest): ModelRefusal | null {
  const { kind, tier } = model;
  if (!permissions.has(kindPermission(kind)) || !permissions.has(tierPermission[tier])) {
    return 'role';
  }
  if (plan.tiers[tier] === 'locked') return 'plan';
  if (!model.isEnabled) return 'workspace';
  const isPriced = tier === 'local' || model.hasPrice;
  if (!model.isPublished || !isPriced) return 'unpriced';
  return model.hasKey ? null : 'no_key';
}

/** The same with the way out: where the plan is what is missing, the one that opens the model. */
export function resolveModelAccess({
  plans,
  ...request
}: ModelRequest & { plans: Record<PlanId, Plan> }): ModelAccess {
  const reason = findModelRefusal(request);
  if (reason === null) return { isAllowed: true };
  const { plan, model } = request;
  const upgradeTo = reason === 'plan' ? planUnlocking({ plan, plans, tier: model.tier }) : null;
  return { isAllowed: false, reason, upgradeTo };
}
