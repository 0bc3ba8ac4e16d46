import { AppError } from '@geko/contracts/errors';
import type { LicenceRef } from '@geko/contracts/licences';
import { inWorkspaceAsOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { lockLicence, setStatus } from './lock-licence.ts';

/**
 * Stops a licence until it is resumed, from its next request on. @throws AppError NOT_FOUND; CONFLICT where it is no longer active
 */
export async function suspendLicence(
  deps: OperatorDeps,
  operator: Operator,
  { workspaceId, id }: LicenceRef,
): Promise<void> {
  await inWorkspaceAsOperator(deps, operator, workspaceId, async ({ tx, tenantId }) => {
    const place = { tenantId, workspaceId, id };
    const { status } = await lockLicence(tx, place);
    if (status !== 'active')
      throw new AppError('CONFLICT', { message: 'Only an active licence can be suspended.' });
    await setStatus(tx, place, { status: 'suspended', now: deps.now() });
    return { action: 'licence.suspend', objectId: id, before: status };
  });
}
