import { and, eq } from 'drizzle-orm';
import { newLicenceKey } from '@geko/auth/licence-key';
import { AppError } from '@geko/contracts/errors';
import type { IssuedLicence, LicenceRef } from '@geko/contracts/licences';
import { apiKeys } from '@geko/db/schema/limits';
import { inWorkspaceAsOperator } from '../admin/audit-operator.ts';
import type { Operator } from '../admin/operator.ts';
import { keyName, type LicenceDeps } from './insert-licence.ts';
import { lockLicence } from './lock-licence.ts';
import { mailLicence } from './mail-licence.ts';

/**
 * Gives a licence another key, where the first one was lost or passed on: the old one finds nothing from now on, the new
 * one goes to the holder and is told here once. Devices keep their seats.
 * @throws AppError NOT_FOUND; CONFLICT where it was revoked
 */
export async function renewLicence(
  deps: LicenceDeps,
  operator: Operator,
  { workspaceId, id }: LicenceRef,
): Promise<IssuedLicence> {
  const { key, keyHash, lastFour } = newLicenceKey(deps.secrets.licenceHashKey);
  let isMailed = false;
  await inWorkspaceAsOperator(deps, operator, workspaceId, async ({ tx, tenantId }) => {
    const { tier, holderEmail, status } = await lockLicence(tx, { tenantId, workspaceId, id });
    if (status === 'revoked') {
      throw new AppError('CONFLICT', { message: 'A revoked licence gets no key.' });
    }
    const [row] = await tx
      .update(apiKeys)
      .set({ keyHash, lastFour, name: keyName(tier, lastFour) })
      .where(
        and(
          eq(apiKeys.tenantId, tenantId),
          eq(apiKeys.workspaceId, workspaceId),
          eq(apiKeys.id, id),
        ),
      )
      .returning({ expiresAt: apiKeys.expiresAt });
    const expiresAt = row?.expiresAt ?? null;
    const told = { tenantId, workspaceId, tier, holderEmail, expiresAt, key };
    isMailed = await mailLicence(tx, deps, told, { locale: 'en', isNewAccount: false });
    return { action: 'licence.renew', objectId: id };
  });
  return { id, key, isMailed };
}
