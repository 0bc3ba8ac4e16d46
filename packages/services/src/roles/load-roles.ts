import { and, asc, eq, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { workspaceRoles as builtInRoles, type Permission } from '@geko/contracts/permissions';
import { workspaceRoles } from '@geko/db/schema/tenancy';
import { canGrant } from '@geko/domain/grants';
import { roleFacts } from '../access/role-facts.ts';
import type { Caller, Scope } from '../deps.ts';

/** A role that somebody in the workspace can have. */
export type WorkspaceRoleFacts = Pick<Caller, 'role' | 'roleId' | 'roleName' | 'permissions'> & {
  description: string;
  /** null = it ships with Geko. */
  customRoleId: string | null;
};

/** The roles of a workspace by their id: those that ship with Geko, then its own by name. */
export type Roles = ReadonlyMap<string, WorkspaceRoleFacts>;

export async function loadRoles({ tx, caller }: Pick<Scope, 'tx' | 'caller'>): Promise<Roles> {
  const custom = await tx
    .select({
      id: workspaceRoles.id,
      name: workspaceRoles.name,
      description: workspaceRoles.description,
      permissions: sql<string[]>`array(select p.permission from role_permissions p
        where p.tenant_id = ${caller.tenantId} and p.workspace_id = ${caller.workspaceId}
          and p.role_id = ${workspaceRoles.id} order by p.permission)`,
    })
    .from(workspaceRoles)
    .where(
      and(
        eq(workspaceRoles.tenantId, caller.tenantId),
        eq(workspaceRoles.workspaceId, caller.workspaceId),
      ),
    )
    .orderBy(asc(sql`lower(${workspaceRoles.name})`), asc(workspaceRoles.id));
  const all: WorkspaceRoleFacts[] = [
    ...builtInRoles.map((role) => ({
      ...roleFacts({ role, customRoleId: null, customRoleName: null, customPermissions: null }),
      description: '',
      customRoleId: null,
    })),
    ...custom.map(({ id, name, description, permissions }) => ({
      ...roleFacts({
        role: 'custom',
        customRoleId: id,
        customRoleName: name,
        customPermissions: permissions,
      }),
      description,
      customRoleId: id,
    })),
  ];
  return new Map(all.map((role) => [role.roleId, role]));
}

/** The role with that id; NOT_FOUND when the workspace has none. */
export function getRole(roles: Roles, roleId: string): WorkspaceRoleFacts {
  const role = roles.get(roleId);
  if (!role) throw new AppError('NOT_FOUND');
  return role;
}

/** Throws CANNOT_GRANT unless the caller holds each of these permissions; field: the input at fault. */
export function assertCanGrant(
  caller: Pick<Caller, 'permissions'>,
  permissions: Iterable<Permission>,
  field: string,
): void {
  if (!canGrant(caller.permissions, permissions)) throw new AppError('CANNOT_GRANT', { field });
}
