import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import type { MyWorkspace } from '@geko/contracts/auth';
import { roleFacts } from '../access/role-facts.ts';
import { asUser, type Db } from '@geko/db/client';
import {
  tenants,
  workspaceMembers,
  workspaceRoles,
  workspaces,
  workspaceSubscriptions,
} from '@geko/db/schema/tenancy';

/** The workspaces a person belongs to, by name. */
export async function listWorkspaces(
  db: Db,
  { userId }: { userId: string },
): Promise<MyWorkspace[]> {
  const rows = await asUser(db, userId, (tx) =>
    tx
      .select({
        id: workspaces.id,
        name: workspaces.name,
        tenantName: tenants.name,
        iconId: workspaces.iconId,
        hasLocalModels: workspaces.hasLocalModels,
        role: workspaceMembers.role,
        customRoleId: workspaceMembers.customRoleId,
        customRoleName: workspaceRoles.name,
        customPermissions: sql<
          string[] | null
        >`case when ${workspaceMembers.customRoleId} is not null then
          array(select p.permission from role_permissions p where p.role_id = ${workspaceMembers.customRoleId}) end`,
        planId: workspaceSubscriptions.planId,
      })
      .from(workspaceMembers)
      .innerJoin(
        workspaces,
        and(
          eq(workspaces.tenantId, workspaceMembers.tenantId),
          eq(workspaces.id, workspaceMembers.workspaceId),
        ),
      )
      .innerJoin(tenants, eq(tenants.id, workspaces.tenantId))
      .innerJoin(
        workspaceSubscriptions,
        and(
          eq(workspaceSubscriptions.tenantId, workspaces.tenantId),
          eq(workspaceSubscriptions.workspaceId, workspaces.id),
        ),
      )
      .leftJoin(
        workspaceRoles,
        and(
          eq(workspaceRoles.tenantId, workspaceMembers.tenantId),
          eq(workspaceRoles.workspaceId, workspaceMembers.workspaceId),
          eq(workspaceRoles.id, workspaceMembers.customRoleId),
        ),
      )
      .where(and(eq(workspaceMembers.userId, userId), isNull(workspaces.deletedAt)))
      .orderBy(asc(workspaces.name), asc(workspaces.id)),
  );
  return rows.map(({ id, name, tenantName, iconId, hasLocalModels, planId, ...stored }) => {
    const { roleId, roleName, permissions } = roleFacts(stored);
    return {
      id,
      name,
      tenantName,
      iconId,
      hasLocalModels,
      planId,
      roleId,
      roleName,
      permissions: [...permissions],
    };
  });
}
