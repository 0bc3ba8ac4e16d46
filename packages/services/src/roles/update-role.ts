import { and, eq } from 'drizzle-orm';
import type { Role, UpdateRole } from '@geko/contracts/roles';
import { workspaceMembers, workspaceRoles } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { endLostPowers } from '../members/end-lost-powers.ts';
import { lockTeam } from '../members/lock-team.ts';
import { viewRole } from './list-roles.ts';
import { assertCanGrant, loadRoles } from './load-roles.ts';
import { assertNameFree, getOwnRole, isRole, setPermissions } from './write-role.ts';

/**
 * Changes one of the workspace's own roles, and with it what its members may do from their next request on. What it
 * held and what it will hold must be the caller's to give (CANNOT_GRANT).
 */
export async function updateRole(before: Scope, input: UpdateRole): Promise<Role> {
  const scope = await lockTeam(before, 'role:manage');
  const { tx, caller } = scope;
  const roles = await loadRoles(scope);
  const role = getOwnRole(roles, input.roleId);
  assertCanGrant(caller, role.permissions, 'roleId');
  assertCanGrant(caller, input.permissions, 'permissions');
  assertNameFree(roles, input.name, role.roleId);
  const userIds = await lockMembersOf(scope, role.customRoleId);
  const { name, description } = input;
  await tx
    .update(workspaceRoles)
    .set({ name, description })
    .where(isRole(scope, role.customRoleId));
  await setPermissions(scope, role.customRoleId, input.permissions);
  await endLostPowers(scope, await loadRoles(scope), {
    userIds,
    permissions: new Set(input.permissions),
  });
  await writeAudit(scope, {
    action: 'role.update',
    objectId: role.roleId,
    before: [...role.permissions].toSorted().join(','),
    after: input.permissions.toSorted().join(','),
  });
  return viewRole(scope, role.roleId);
}

/** Who has the role. Waits for whatever they are just starting by it; what they start after waits for us. */
export async function lockMembersOf(
  { tx, caller }: Scope,
  customRoleId: string,
): Promise<string[]> {
  const rows = await tx
    .select({ userId: workspaceMembers.userId })
    .from(workspaceMembers)
    .where(
      and(
        eq(workspaceMembers.tenantId, caller.tenantId),
        eq(workspaceMembers.workspaceId, caller.workspaceId),
        eq(workspaceMembers.customRoleId, customRoleId),
      ),
    )
    .orderBy(workspaceMembers.userId)
    .for('update');
  return rows.map(({ userId }) => userId);
}
