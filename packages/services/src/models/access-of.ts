import type { ModelAccess, ModelRefusal } from '@geko/contracts/models';
import type { Permission } from '@geko/contracts/permissions';
import type { Plan, PlanId } from '@geko/contracts/plans';
import { findModelRefusal, resolveModelAccess, type ModelRequest } from '@geko/domain/model-access';
import { isPricedFor } from '@geko/domain/unit-pricing';
import type { Gateway } from '@geko/gateway/gateway';
import type { OfferedModel } from './catalogue.ts';

type Asker = { permissions: ReadonlySet<Permission>; plan: Plan; hasLocalModels: boolean };

/** Whether this role, on this plan, may use the model now; and if not, why. */
export function accessOf(
  asker: Asker,
  offered: OfferedModel,
  gateway: Pick<Gateway, 'hasKey'>,
): { isAllowed: true } | { isAllowed: false; reason: ModelRefusal } {
  const reason = findModelRefusal(requestOf(asker, offered, gateway));
  return reason === null ? { isAllowed: true } : { isAllowed: false, reason };
}

/** The same, and which of the plans would open it. */
export function accessAmong(
  plans: Record<PlanId, Plan>,
  asker: Asker,
  offered: OfferedModel,
  gateway: Pick<Gateway, 'hasKey'>,
): ModelAccess {
  return resolveModelAccess({ ...requestOf(asker, offered, gateway), plans });
}

function requestOf(
  { permissions, plan, hasLocalModels }: Asker,
  { model, price, isEnabled }: OfferedModel,
  gateway: Pick<Gateway, 'hasKey'>,
): ModelRequest {
  return {
    permissions,
    plan,
    model: {
      kind: model.kind,
      tier: model.tier,
      isPublished: model.isPublished,
      isEnabled: isEnabled && (model.tier !== 'local' || hasLocalModels),
      hasPrice: price !== null && isPricedFor(model.kind, price),
      hasKey: gateway.hasKey(model.provider),
    },
  };
}
