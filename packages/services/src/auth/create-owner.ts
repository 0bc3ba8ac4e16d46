import type { Register } from '@geko/contracts/auth';
import { enterTenant, type Tx } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { tenants } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, RequestFacts, Scope } from '../deps.ts';
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
  await createCompany(tx, deps, { tenantId, workspaceId, userId, name: tenantName, request });
  return { userId, workspaceId };
}

/**
 * Writes a company and its first workspace, both of one name, with trial credit if there is any, for somebody who has an
 * account. Leaves the transaction in the workspace.
 */
export async function createCompany(
  tx: Tx,
  { now: clock, newId }: Pick<Deps, 'now' | 'newId'>,
  {
    tenantId,
    workspaceId,
    userId,
    name,
    request,
  }: { tenantId: string; workspaceId: string; userId: string; name: string; request: RequestFacts },
): Promise<Scope> {
  const now = clock();
  await enterTenant(tx, { userId, tenantId, workspaceId });
  await tx.insert(tenants).values({ id: tenantId, name, createdAt: now });
  const caller = await openWorkspace(tx, { tenantId, workspaceId, userId, name, now });
  const scope = { tx, caller, now, newId, request };
  await giveTrialCredit({ tx, tenantId, workspaceId, now, newId });
  await writeAudit(scope, { action: 'workspace.create', objectId: workspaceId });
  return scope;
}
