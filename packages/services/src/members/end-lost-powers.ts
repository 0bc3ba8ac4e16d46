import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Permission } from '@geko/contracts/permissions';
import { turns } from '@geko/db/schema/chat';
import { invitations } from '@geko/db/schema/tenancy';
import { canGrant } from '@geko/domain/grants';
import { revokeKeys } from '../api-keys/revoke-api-key.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { stopTurns } from '../chat/stop-turns.ts';
import type { Scope } from '../deps.ts';
import { handOverLicences } from '../licences/hand-over-licences.ts';
import { getRole, type Roles } from '../roles/load-roles.ts';

/** What members may do from now on: nothing, for those who are gone. */
export type NewPowers = { userIds: readonly string[]; permissions: ReadonlySet<Permission> };

/**
 * Ends what members began by powers that they no longer have: their running answers, their keys, and the invitations that
 * they could not give any more (a link kept for oneself would be a way back in). Call it after the change of their rows, which
 * waits for whatever they are just starting (keepsRole).
 */
export async function endLostPowers(
  scope: Scope,
  roles: Roles,
  { userIds, permissions }: NewPowers,
): Promise<void> {
  if (userIds.length === 0) return;
  if (!permissions.has('chat:create')) await stopTurns(scope, inArray(turns.userId, [...userIds]));
  if (!permissions.has('apikey:own')) {
    await handOverLicences(scope.tx, scope.caller, userIds);
    await revokeKeys(scope, { userIds });
  }
  const { tx, caller } = scope;
  const isHere = and(
    eq(invitations.tenantId, caller.tenantId),
    eq(invitations.workspaceId, caller.workspaceId),
  );
  const open = await tx
    .select({
      id: invitations.id,
      role: invitations.role,
      customRoleId: invitations.customRoleId,
    })
    .from(invitations)
    .where(
      and(
        isHere,
        inArray(invitations.invitedBy, [...userIds]),
        isNull(invitations.acceptedAt),
        isNull(invitations.revokedAt),
      ),
    );
  const mayInvite = permissions.has('member:invite');
  const lost = open.filter(({ role, customRoleId }) => {
    const given = getRole(roles, customRoleId ?? role);
    return !mayInvite || !canGrant(permissions, given.permissions);
  });
  if (lost.length === 0) return;
  const ids = lost.map(({ id }) => id);
  await tx
    .update(invitations)
    .set({ revokedAt: scope.now })
    .where(and(isHere, inArray(invitations.id, ids)));
  for (const id of ids) await writeAudit(scope, { action: 'invitation.revoke', objectId: id });
}
