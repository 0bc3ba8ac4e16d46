import { eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Workspace } from '@geko/contracts/workspace';
import { tenants } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';

/** The workspace as its caller sees it: name, plan, role, and what that role may do. */
export async function getWorkspace({ tx, caller }: Scope): Promise<Workspace> {
  const [tenant] = await tx
    .select({ name: tenants.name })
    .from(tenants)
    .where(eq(tenants.id, caller.tenantId));
  if (!tenant) throw new AppError('NOT_FOUND');
  return {
    id: caller.workspaceId,
    name: caller.workspaceName,
    tenantName: tenant.name,
    roleId: caller.roleId,
    roleName: caller.roleName,
    planId: caller.planId,
    iconId: caller.iconId,
    hasLocalModels: caller.hasLocalModels,
    timeZone: caller.timeZone,
    permissions: [...caller.permissions],
    createdAt: caller.createdAt.toISOString(),
  };
}
