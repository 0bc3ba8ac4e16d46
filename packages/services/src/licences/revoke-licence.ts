import { AppError } from '@geko/contracts/errors';
import type { LicenceRef } from '@geko/contracts/licences';
import { inWorkspaceAsOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { lockLicence, setStatus } from './lock-licence.ts';

/** Ends a licence for good, from its next request on. @throws AppError NOT_FOUND; CONFLICT where it was revoked before */
export async function revokeLicence(
  deps: OperatorDeps,
  operator: Operator,
  { workspaceId, id }: LicenceRef,
): Promise<void> {
  await inWorkspaceAsOperator(deps, operator, workspaceId, async ({ tx, tenantId }) => {
    const place = { tenantId, workspaceId, id };
    const { status } = await lockLicence(tx, place);
    if (status === 'revoked')
      throw new AppError('CONFLICT', { message: 'This licence was revoked before.' });
    await setStatus(tx, place, { status: 'revoked', now: deps.now() });
    return { action: 'licence.revoke', objectId: id, before: status };
  });
}
