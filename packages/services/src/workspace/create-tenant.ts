import { eq } from 'drizzle-orm';
import type { CreateTenant, Workspace } from '@geko/contracts/workspace';
import { enterTenant } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { tenants } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { giveTrialCredit } from '../wallet/give-trial-credit.ts';
import { getWorkspace } from './get-workspace.ts';
import { openWorkspace } from './open-workspace.ts';

/** A company of one's own, with its first workspace, for somebody who has an account. @throws AppError RATE_LIMITED */
export async function createTenant(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'now' | 'newId'>,
  { userId, request }: { userId: string; request: RequestFacts },
  { tenantName: name }: CreateTenant,
): Promise<Workspace> {
  await deps.rateLimits.consume('createTenantByUser', userId);
  const { newId } = deps;
  const now = deps.now();
  const [tenantId, workspaceId] = [newId(), newId()];
  return deps.db.transaction(async (tx) => {
    await enterTenant(tx, { userId, tenantId, workspaceId });
    await tx.insert(tenants).values({ id: tenantId, name, createdAt: now });
    const caller = await openWorkspace(tx, { tenantId, workspaceId, userId, name, now });
    await tx.update(users).set({ lastWorkspaceId: workspaceId }).where(eq(users.id, userId));
    const scope = { tx, caller, now, newId, request };
    await giveTrialCredit({ tx, tenantId, workspaceId, now, newId });
    await writeAudit(scope, { action: 'workspace.create', objectId: workspaceId });
    return getWorkspace(scope);
  });
}
