import { and, eq, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { permissions } from '@geko/contracts/permissions';
import type { Role } from '@geko/contracts/roles';
import { workspaceMembers } from '@geko/db/schema/tenancy';
import { canGrant } from '@geko/domain/grants';
import type { Scope } from '../deps.ts';
import { loadRoles } from './load-roles.ts';

/** The roles of the workspace: those that ship with Geko, then its own by name. */
export async function listRoles(scope: Scope): Promise<Role[]> {
  const { tx, caller } = scope;
  const counts = await tx
    .select({
      roleId: sql<string>`coalesce(${workspaceMembers.customRoleId}::text, ${workspaceMembers.role})`,
      members: sql<number>`count(*)::int`,
    })
    .from(workspaceMembers)
    .where(
      and(
        eq(workspaceMembers.tenantId, caller.tenantId),
        eq(workspaceMembers.workspaceId, caller.workspaceId),
      ),
    )
    .groupBy(sql`1`);
  const members = new Map(counts.map((row) => [row.roleId, row.members]));
  const roles = await loadRoles(scope);
  return [...roles.values()].map((role) => ({
    roleId: role.roleId,
    name: role.roleName,
    description: role.description,
    isBuiltIn: role.customRoleId === null,
    permissions: permissions.filter((permission) => role.permissions.has(permission)),
    members: members.get(role.roleId) ?? 0,
    canGrant: canGrant(caller.permissions, role.permissions),
  }));
}

/** One role as the list shows it; NOT_FOUND when the workspace has none. */
export async function viewRole(scope: Scope, roleId: string): Promise<Role> {
  const found = (await listRoles(scope)).find((role) => role.roleId === roleId);
  if (!found) throw new AppError('NOT_FOUND');
  return found;
}
