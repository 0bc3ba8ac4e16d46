import { and, eq } from 'drizzle-orm';
import type { MemberRef } from '@geko/contracts/members';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { assertCanGrant, loadRoles, type Roles } from '../roles/load-roles.ts';
import { assertOwnerRemains } from './assert-owner-remains.ts';
import { endLostPowers } from './end-lost-powers.ts';
import { getMember, type FoundMember } from './get-member.ts';
import { lockTeam } from './lock-team.ts';

/**
 * Takes somebody out, from their next request on; their running answers end. Their role must be the caller's to take
 * (CANNOT_GRANT), and an owner must remain (LAST_OWNER). What they wrote stays. Oneself: leaves.
 */
export async function removeMember(before: Scope, input: MemberRef): Promise<void> {
  const scope = await lockTeam(before, 'member:remove');
  const roles = await loadRoles(scope);
  const member = await getMember(scope, roles, input.userId);
  assertCanGrant(scope.caller, member.role.permissions, 'userId');
  await takeOut(scope, roles, member);
}

/** Leaves the workspace; the last owner stays (LAST_OWNER). */
export async function leaveWorkspace(before: Scope): Promise<void> {
  const scope = await lockTeam(before, null);
  const roles = await loadRoles(scope);
  await takeOut(scope, roles, await getMember(scope, roles, scope.caller.userId));
}

async function takeOut(scope: Scope, roles: Roles, { userId, role }: FoundMember): Promise<void> {
  const { tx, caller } = scope;
  const { tenantId, workspaceId } = caller;
  if (role.role === 'owner') await assertOwnerRemains(tx, { ...caller, without: userId });
  await tx
    .delete(workspaceMembers)
    .where(
      and(
        eq(workspaceMembers.tenantId, tenantId),
        eq(workspaceMembers.workspaceId, workspaceId),
        eq(workspaceMembers.userId, userId),
      ),
    );
  await tx
    .update(users)
    .set({ lastWorkspaceId: null })
    .where(and(eq(users.id, userId), eq(users.lastWorkspaceId, workspaceId)));
  await endLostPowers(scope, roles, { userIds: [userId], permissions: new Set() });
  await writeAudit(scope, {
    action: userId === caller.userId ? 'member.leave' : 'member.remove',
    objectId: userId,
    before: role.roleId,
  });
}
