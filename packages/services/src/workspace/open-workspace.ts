import { enterTenant, type Tx } from '@geko/db/client';
import { workspaceMembers, workspaces, workspaceSubscriptions } from '@geko/db/schema/tenancy';
import { roleFacts } from '../access/role-facts.ts';
import type { Caller } from '../deps.ts';
import { getPlan } from '../plans/list-plans.ts';

/**
 * Writes a new workspace of a tenant with its first owner, on the free plan, and points the
 * transaction at it. Returns the owner as its caller.
 */
export async function openWorkspace(
  tx: Tx,
  input: { tenantId: string; workspaceId: string; userId: string; name: string; now: Date },
): Promise<Caller> {
  const { tenantId, workspaceId, userId, name, now } = input;
  await enterTenant(tx, { userId, tenantId, workspaceId });
  await tx.insert(workspaces).values({ tenantId, id: workspaceId, name, createdAt: now });
  await tx
    .insert(workspaceMembers)
    .values({ tenantId, workspaceId, userId, role: 'owner', createdAt: now });
  await tx
    .insert(workspaceSubscriptions)
    .values({ tenantId, workspaceId, planId: 'free', startedAt: now });
  return {
    userId,
    apiKeyId: null,
    onlyModelIds: null,
    licenceTier: null,
    tenantId,
    workspaceId,
    workspaceName: name,
    ...roleFacts({
      role: 'owner',
      customRoleId: null,
      customRoleName: null,
      customPermissions: null,
    }),
    planId: 'free',
    plan: await getPlan(tx, 'free'),
    timeZone: 'UTC',
    iconId: null,
    createdAt: now,
    hasLocalModels: true,
  };
}
