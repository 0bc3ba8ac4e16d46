import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Permission } from '@geko/contracts/permissions';
import { rolePermissions, workspaceRoles } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';
import { getRole, type Roles, type WorkspaceRoleFacts } from './load-roles.ts';

/** How many roles of its own a workspace may have. */
export const MOST_ROLES = 50;

/** A role that the workspace has made. One that ships with Geko is refused in words, an unknown one is NOT_FOUND. */
export function getOwnRole(
  roles: Roles,
  roleId: string,
): WorkspaceRoleFacts & { customRoleId: string } {
  const role = getRole(roles, roleId);
  const { customRoleId } = role;
  if (customRoleId === null) {
    throw new AppError('BAD_REQUEST', {
      field: 'roleId',
      message: `${role.roleName} ships with Geko and stays as it is. Make a role of your own instead.`,
    });
  }
  return { ...role, customRoleId };
}

/** Throws CONFLICT when another role goes by that name, whatever the case. The team must be locked. */
export function assertNameFree(roles: Roles, name: string, exceptId: string | null): void {
  const key = name.toLowerCase();
  for (const role of roles.values()) {
    if (role.roleId === exceptId || role.roleName.toLowerCase() !== key) continue;
    throw new AppError('CONFLICT', {
      field: 'name',
      message: `There is a role called ${role.roleName} already.`,
    });
  }
}

/** Makes the role hold these permissions and no others. */
export async function setPermissions(
  { tx, caller }: Scope,
  roleId: string,
  permissions: readonly Permission[],
): Promise<void> {
  const place = { tenantId: caller.tenantId, workspaceId: caller.workspaceId, roleId };
  await clearPermissions({ tx, caller }, roleId);
  await tx
    .insert(rolePermissions)
    .values(permissions.map((permission) => ({ ...place, permission })));
}

export async function clearPermissions(
  { tx, caller }: Pick<Scope, 'tx' | 'caller'>,
  roleId: string,
): Promise<void> {
  await tx
    .delete(rolePermissions)
    .where(
      and(
        eq(rolePermissions.tenantId, caller.tenantId),
        eq(rolePermissions.workspaceId, caller.workspaceId),
        eq(rolePermissions.roleId, roleId),
      ),
    );
}

/** The row of one of the workspace's own roles. */
export const isRole = ({ caller }: Pick<Scope, 'caller'>, roleId: string) =>
  and(
    eq(workspaceRoles.tenantId, caller.tenantId),
    eq(workspaceRoles.workspaceId, caller.workspaceId),
    eq(workspaceRoles.id, roleId),
  );
