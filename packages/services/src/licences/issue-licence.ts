import { and, asc, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { IssuedLicence, IssueLicence } from '@geko/contracts/licences';
import type { Tx } from '@geko/db/client';
import { workspaceMembers, workspaces } from '@geko/db/schema/tenancy';
import { inWorkspaceAsOperator } from '../admin/audit-operator.ts';
import type { Operator } from '../admin/operator.ts';
import { insertLicence, type LicenceDeps } from './insert-licence.ts';

/**
 * An operator gives a workspace a licence; its key is in this answer, in the holder's mail, and nowhere else. So a resend
 * cannot be answered alike: its id is a CONFLICT.
 * @throws AppError NOT_FOUND for a workspace that is not there; BAD_REQUEST for an end that has passed; CONFLICT
 */
export async function issueLicence(
  deps: LicenceDeps,
  operator: Operator,
  { workspaceId, id, tier, holderEmail, expiresAt }: IssueLicence,
): Promise<IssuedLicence> {
  const endsAt = expiresAt === null ? null : new Date(expiresAt);
  if (endsAt !== null && endsAt <= deps.now()) {
    throw new AppError('BAD_REQUEST', {
      field: 'expiresAt',
      message: 'A licence must end in the future.',
    });
  }
  let issued: IssuedLicence | null = null;
  await inWorkspaceAsOperator(deps, operator, workspaceId, async ({ tx, tenantId }) => {
    const made = await insertLicence(
      tx,
      deps,
      {
        tenantId,
        workspaceId,
        id,
        userId: await getOwner(tx, { tenantId, workspaceId }),
        tier,
        holderEmail,
        expiresAt: endsAt,
        source: 'operator',
        saleId: null,
      },
      { locale: 'en', isNewAccount: false },
    );
    if (made === null) throw new AppError('CONFLICT', { field: 'id' });
    issued = { id, ...made };
    return { action: 'licence.issue', objectId: id, after: tier };
  });
  if (issued === null) throw new Error('no licence was issued');
  return issued;
}

/** Who has owned a workspace longest. @throws AppError NOT_FOUND where it is deleted */
export async function getOwner(
  tx: Tx,
  { tenantId, workspaceId }: { tenantId: string; workspaceId: string },
): Promise<string> {
  const [owner] = await tx
    .select({ userId: workspaceMembers.userId, deletedAt: workspaces.deletedAt })
    .from(workspaceMembers)
    .innerJoin(
      workspaces,
      and(
        eq(workspaces.tenantId, workspaceMembers.tenantId),
        eq(workspaces.id, workspaceMembers.workspaceId),
      ),
    )
    .where(
      and(
        eq(workspaceMembers.tenantId, tenantId),
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.role, 'owner'),
      ),
    )
    .orderBy(asc(workspaceMembers.createdAt), asc(workspaceMembers.userId))
    .limit(1);
  if (!owner || owner.deletedAt !== null) throw new AppError('NOT_FOUND');
  return owner.userId;
}
