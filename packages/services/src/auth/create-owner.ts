import type { Register } from '@geko/contracts/auth';
import { enterTenant, type Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { tenants } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { giveTrialCredit } from '../wallet/give-trial-credit.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

export type NewOwner = { userId: string; workspaceId: string };

/**
 * Writes a tenant, its first user and its first workspace; null, and nothing written, when the address has an account.
 * Leaves the transaction in the new workspace.
 */
export async function createOwner(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId'>,
  input: Omit<Register, 'password'> & {
    passwordHash: string;
    emailVerifiedAt: Date | null;
    request: RequestFacts;
  },
): Promise<NewOwner | null> {
  const now = deps.now();
  const { email, name, passwordHash, emailVerifiedAt, tenantName, request } = input;
  const [userId, tenantId, workspaceId] = [deps.newId(), deps.newId(), deps.newId()];
  const [user] = await tx
    .insert(users)
    .values({
      id: userId,
      email,
      emailVerifiedAt,
      name,
      passwordHash,
      lastWorkspaceId: workspaceId,
      createdAt: now,
    })
    .onConflictDoNothing({ target: users.email })
    .returning({ id: users.id });
  if (!user) return null;
  await enterTenant(tx, { userId, tenantId, workspaceId });
  await tx.insert(tenants).values({ id: tenantId, name: tenantName, createdAt: now });
  const caller = await openWorkspace(tx, { tenantId, workspaceId, userId, name: tenantName, now });
  const scope = { tx, caller, now, newId: deps.newId, request };
  await giveTrialCredit({ tx, tenantId, workspaceId, now, newId: deps.newId });
  await writeAudit(scope, { action: 'workspace.create', objectId: workspaceId });
  return { userId, workspaceId };
}
