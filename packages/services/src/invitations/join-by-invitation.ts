import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { enterTenant, type Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { invitations, workspaceMembers } from '@geko/db/schema/tenancy';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { lockWorkspaceRow } from '../members/lock-team.ts';
import type { OpenInvitation } from './find-invitation.ts';
import { isMember } from './inspect-invitation.ts';

/**
 * Uses an invitation up and makes its holder a member, in one conditional write: of any number at once, one gets in.
 * Somebody who is a member already stays what they are, and the invitation stays good. Leaves the transaction in the
 * workspace. @throws AppError LINK_INVALID
 */
export async function joinByInvitation(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId'>,
  found: OpenInvitation,
  { userId, request }: { userId: string; request: RequestFacts },
): Promise<void> {
  const { tenantId, workspaceId } = found;
  const now = deps.now();
  await enterTenant(tx, { userId, tenantId, workspaceId });
  await lockWorkspaceRow(tx, found);
  if (!(await isMember(tx, { tenantId, workspaceId, userId }))) {
    const [used] = await tx
      .update(invitations)
      .set({ acceptedAt: now, acceptedBy: userId })
      .where(
        and(
          eq(invitations.tenantId, tenantId),
          eq(invitations.workspaceId, workspaceId),
          eq(invitations.id, found.id),
          eq(invitations.tokenHash, found.tokenHash),
          isNull(invitations.acceptedAt),
          isNull(invitations.revokedAt),
          gt(invitations.expiresAt, sql`now()`),
          // Deleted while we waited for its row.
          sql`exists (select from workspaces w where w.tenant_id = ${tenantId} and w.id = ${workspaceId}
            and w.deleted_at is null)`,
        ),
      )
      .returning({ role: invitations.role, customRoleId: invitations.customRoleId });
    if (!used) throw new AppError('LINK_INVALID');
    await tx
      .insert(workspaceMembers)
      .values({ tenantId, workspaceId, userId, ...used, createdAt: now });
    await writeAuditLine(
      { tx, tenantId, workspaceId, actorId: userId, now, newId: deps.newId, request },
      { action: 'member.join', objectId: userId, after: used.customRoleId ?? used.role },
    );
  }
  await tx.update(users).set({ lastWorkspaceId: workspaceId }).where(eq(users.id, userId));
}
