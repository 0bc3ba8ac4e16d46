import { and, eq, isNull } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { RemoveRole } from '@geko/contracts/roles';
import { invitations, workspaceRoles } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { endLostPowers } from '../members/end-lost-powers.ts';
import { lockTeam } from '../members/lock-team.ts';
import { setRole } from '../members/set-role.ts';
import { assertCanGrant, getRole, loadRoles, type WorkspaceRoleFacts } from './load-roles.ts';
import { lockMembersOf } from './update-role.ts';
import { clearPermissions, getOwnRole, isRole } from './write-role.ts';

/**
 * Deletes one of the workspace's own roles. Its members, and the invitations to it that wait, get another one; without
 * one a role that somebody has stays (CONFLICT), and invitations to it are revoked. Both roles must be the caller's to
 * give (CANNOT_GRANT).
 */
export async function removeRole(before: Scope, input: RemoveRole): Promise<void> {
  const scope = await lockTeam(before, 'role:manage');
  const { tx, caller } = scope;
  const roles = await loadRoles(scope);
  const role = getOwnRole(roles, input.roleId);
  const next = input.moveToRoleId == null ? null : getRole(roles, input.moveToRoleId);
  assertCanGrant(caller, role.permissions, 'roleId');
  if (next !== null) assertCanGrant(caller, next.permissions, 'moveToRoleId');
  if (next?.roleId === role.roleId) {
    throw new AppError('BAD_REQUEST', {
      field: 'moveToRoleId',
      message: 'moveToRoleId: must be another role.',
    });
  }
  const userIds = await lockMembersOf(scope, role.customRoleId);
  if (next === null && userIds.length > 0) {
    throw new AppError('CONFLICT', {
      field: 'moveToRoleId',
      message: 'Somebody has this role. Say which one they get instead.',
    });
  }
  const revoked = await moveInvitations(scope, role.customRoleId, next);
  if (next !== null) {
    for (const userId of userIds) await setRole(scope, userId, next);
    await endLostPowers(scope, roles, { userIds, permissions: next.permissions });
  }
  await clearPermissions(scope, role.customRoleId);
  await tx.delete(workspaceRoles).where(isRole(scope, role.customRoleId));
  for (const id of revoked) await writeAudit(scope, { action: 'invitation.revoke', objectId: id });
  if (next !== null) {
    for (const userId of userIds) {
      await writeAudit(scope, {
        action: 'member.change_role',
        objectId: userId,
        before: role.roleId,
        after: next.roleId,
      });
    }
  }
  await writeAudit(scope, {
    action: 'role.remove',
    objectId: role.roleId,
    before: [...role.permissions].toSorted().join(','),
    ...(next === null ? {} : { after: next.roleId }),
  });
}

/**
 * Takes the role out of all invitations, whose rows stay: those that wait get the next one, or without one are revoked;
 * in those that have ended it says nothing any more. Returns the revoked ones.
 */
async function moveInvitations(
  { tx, caller, now }: Scope,
  customRoleId: string,
  next: WorkspaceRoleFacts | null,
): Promise<string[]> {
  const isOfRole = and(
    eq(invitations.tenantId, caller.tenantId),
    eq(invitations.workspaceId, caller.workspaceId),
    eq(invitations.customRoleId, customRoleId),
  );
  const waits = and(isOfRole, isNull(invitations.acceptedAt), isNull(invitations.revokedAt));
  let revoked: string[] = [];
  if (next === null) {
    const rows = await tx
      .update(invitations)
      .set({ revokedAt: now })
      .where(waits)
      .returning({ id: invitations.id });
    revoked = rows.map(({ id }) => id);
  } else {
    const { role, customRoleId: nextId } = next;
    await tx.update(invitations).set({ role, customRoleId: nextId }).where(waits);
  }
  await tx.update(invitations).set({ role: 'viewer', customRoleId: null }).where(isOfRole);
  return revoked;
}
