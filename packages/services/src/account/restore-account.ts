import { and, asc, eq, isNotNull } from 'drizzle-orm';
import { enterTenant } from '@geko/db/client';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers, workspaces } from '@geko/db/schema/tenancy';
import { writeAccountAudit, writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, Principal, RequestFacts } from '../deps.ts';
import { GRACE_MS } from './remove-account.ts';

type RestoreDeps = Pick<Deps, 'db' | 'now' | 'newId'>;
type Who = { me: Pick<Principal, 'userId'>; request: RequestFacts };

/** Takes the deletion of the account back, and with it that of the workspaces which went along. */
export async function restoreAccount(deps: RestoreDeps, { me, request }: Who): Promise<void> {
  const { userId } = me;
  const now = deps.now();
  await deps.db.transaction(async (tx) => {
    const [before] = await tx
      .select({ deleteAfter: users.deleteAfter })
      .from(users)
      .where(and(eq(users.id, userId), isNotNull(users.deleteAfter)))
      .for('no key update');
    if (!before?.deleteAfter) return;
    await tx.update(users).set({ deleteAfter: null }).where(eq(users.id, userId));
    const removedAt = new Date(before.deleteAfter.getTime() - GRACE_MS);
    const about = { tx, userId, actorId: userId, now, newId: deps.newId, request };
    await writeAccountAudit(about, { action: 'account.restore' });
    await bringBack(about, removedAt);
  });
}

type About = Parameters<typeof writeAccountAudit>[0];

async function bringBack({ userId, ...about }: About, removedAt: Date): Promise<void> {
  const { tx } = about;
  const gone = await tx
    .select({ tenantId: workspaces.tenantId, workspaceId: workspaces.id })
    .from(workspaces)
    .innerJoin(workspaceMembers, eq(workspaceMembers.workspaceId, workspaces.id))
    .where(and(eq(workspaceMembers.userId, userId), eq(workspaces.deletedAt, removedAt)))
    .orderBy(asc(workspaces.tenantId), asc(workspaces.id));
  for (const at of gone) {
    await enterTenant(tx, { ...at, userId });
    await tx
      .update(workspaces)
      .set({ deletedAt: null })
      .where(and(eq(workspaces.tenantId, at.tenantId), eq(workspaces.id, at.workspaceId)));
    const entry = { action: 'workspace.restore', objectId: at.workspaceId } as const;
    await writeAuditLine({ ...about, ...at }, entry);
  }
}
