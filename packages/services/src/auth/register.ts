import type { Register, SignedIn } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import { hashPassword } from '@geko/auth/passwords';
import { enterTenant } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { tenants } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { openWorkspace } from '../workspace/open-workspace.ts';

/**
 * Makes a tenant, its first user and its first workspace in one transaction. A taken address is
 * refused with a sentence that fits both cases, after the same work.
 */
export async function register(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  input: Register,
  request: RequestFacts,
): Promise<SignedIn> {
  const passwordHash = await hashPassword(input.password);
  const now = deps.now();
  const [userId, tenantId, workspaceId] = [deps.newId(), deps.newId(), deps.newId()];
  await deps.db.transaction(async (tx) => {
    const [user] = await tx
      .insert(users)
      .values({
        id: userId,
        email: input.email,
        name: input.name,
        passwordHash,
        lastWorkspaceId: workspaceId,
        createdAt: now,
      })
      .onConflictDoNothing({ target: users.email })
      .returning({ id: users.id });
    if (!user) throw new AppError('REGISTRATION_REFUSED');
    await enterTenant(tx, { userId, tenantId, workspaceId });
    await tx.insert(tenants).values({ id: tenantId, name: input.tenantName, createdAt: now });
    const caller = await openWorkspace(tx, {
      tenantId,
      workspaceId,
      userId,
      name: input.tenantName,
      now,
    });
    const scope = { tx, caller, now, newId: deps.newId, request };
    await writeAudit(scope, { action: 'workspace.create', objectId: workspaceId });
  });
  return { userId, workspaceId };
}
