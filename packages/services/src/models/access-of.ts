import type { ModelAccess } from '@geko/contracts/models';
import type { Plan } from '@geko/contracts/plans';
import type { Permission } from '@geko/contracts/permissions';
import { resolveModelAccess } from '@geko/domain/model-access';
import type { Gateway } from '@geko/gateway/gateway';
import type { OfferedModel } from './catalogue.ts';

/** Whether this role, on this plan, may use the model now; and if not, why. */
export function accessOf(
  { permissions, plan }: { permissions: ReadonlySet<Permission>; plan: Plan },
  { model, price, isEnabled }: OfferedModel,
  gateway: Pick<Gateway, 'hasKey'>,
): ModelAccess {
  return resolveModelAccess({
    permissions,
    plan,
    model: {
      tier: model.tier,
      isPublished: model.isPublished,
      isEnabled,
      hasPrice: price !== null,
      hasKey: gateway.hasKey(model.provider),
    },
  });
}
