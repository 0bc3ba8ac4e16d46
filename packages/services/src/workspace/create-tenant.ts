import { eq } from 'drizzle-orm';
import type { CreateTenant, Workspace } from '@geko/contracts/workspace';
import { users } from '@geko/db/schema/identity';
import { createCompany } from '../auth/create-owner.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { getWorkspace } from './get-workspace.ts';

/** A company of one's own, with its first workspace, for somebody who has an account. @throws AppError RATE_LIMITED */
export async function createTenant(
  deps: Pick<Deps, 'db' | 'rateLimits' | 'now' | 'newId'>,
  { userId, request }: { userId: string; request: RequestFacts },
  { tenantName: name }: CreateTenant,
): Promise<Workspace> {
  await deps.rateLimits.consume('createTenantByUser', userId);
  const { newId } = deps;
  const [tenantId, workspaceId] = [newId(), newId()];
  return deps.db.transaction(async (tx) => {
    const scope = await createCompany(tx, deps, { tenantId, workspaceId, userId, name, request });
    await tx.update(users).set({ lastWorkspaceId: workspaceId }).where(eq(users.id, userId));
    return getWorkspace(scope);
  });
}
