import { AppError } from '@geko/contracts/errors';
import type { LicenceRef } from '@geko/contracts/licences';
import { inWorkspaceAsOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { lockLicence, setStatus } from './lock-licence.ts';

/** Lets a suspended licence be used again. @throws AppError NOT_FOUND; CONFLICT where it is not suspended */
export async function resumeLicence(
  deps: OperatorDeps,
  operator: Operator,
  { workspaceId, id }: LicenceRef,
): Promise<void> {
  await inWorkspaceAsOperator(deps, operator, workspaceId, async ({ tx, tenantId }) => {
    const place = { tenantId, workspaceId, id };
    const { status } = await lockLicence(tx, place);
    if (status !== 'suspended')
      throw new AppError('CONFLICT', { message: 'Only a suspended licence can be resumed.' });
    await setStatus(tx, place, { status: 'active', now: deps.now() });
    return { action: 'licence.resume', objectId: id, before: status };
  });
}
