import { and, desc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { RemovedWorkspace } from '@geko/contracts/workspace';
import { asUser, enterTenant, enterUser, type Tx } from '@geko/db/client';
import { tenants, workspaceMembers, workspaceRoles, workspaces } from '@geko/db/schema/tenancy';
import { roleFacts } from '../access/role-facts.ts';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { lockWorkspaceRow } from '../members/lock-team.ts';

const KEPT_MS = 30 * 86_400_000;

/** When a workspace deleted at that moment is deleted for good (SPEC §3: 30 days' undo). */
export const purgeAfter = (deletedAt: Date): Date => new Date(deletedAt.getTime() + KEPT_MS);

type Removed = { tenantId: string; id: string; name: string; tenantName: string; deletedAt: Date };

/** The deleted workspaces that this person may bring back, the last deleted first. */
export async function listRemovedWorkspaces(
  deps: Pick<Deps, 'db' | 'now'>,
  { userId }: { userId: string },
): Promise<RemovedWorkspace[]> {
  const rows = await asUser(deps.db, userId, (tx) => findRemoved(tx, userId, deps.now()));
  return rows.map(({ id, name, tenantName, deletedAt }) => ({
    id,
    name,
    tenantName,
    deletedAt: deletedAt.toISOString(),
    purgeAfter: purgeAfter(deletedAt).toISOString(),
  }));
}

/**
 * Brings a deleted workspace back, as it was. Whoever could not have deleted it, or comes after 30 days, finds nothing
 * (NOT_FOUND).
 */
export async function restoreWorkspace(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  { userId, request }: { userId: string; request: RequestFacts },
  { workspaceId }: { workspaceId: string },
): Promise<void> {
  const now = deps.now();
  await deps.db.transaction(async (tx) => {
    await enterUser(tx, userId);
    const mine = await findRemoved(tx, userId, now);
    const found = mine.find(({ id }) => id === workspaceId);
    if (!found) throw new AppError('NOT_FOUND');
    const { tenantId } = found;
    await enterTenant(tx, { userId, tenantId, workspaceId });
    await lockWorkspaceRow(tx, { tenantId, workspaceId });
    // Who may restore is asked again behind the lock: they may have been taken out, or it was purged.
    const still = await findRemoved(tx, userId, now);
    if (!still.some(({ id }) => id === workspaceId)) throw new AppError('NOT_FOUND');
    await tx
      .update(workspaces)
      .set({ deletedAt: null })
      .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
    await writeAuditLine(
      { tx, tenantId, workspaceId, actorId: userId, now, newId: deps.newId, request },
      { action: 'workspace.restore', objectId: workspaceId },
    );
  });
}

async function findRemoved(tx: Tx, userId: string, now: Date): Promise<Removed[]> {
  const rows = await tx
    .select({
      tenantId: workspaces.tenantId,
      id: workspaces.id,
      name: workspaces.name,
      tenantName: tenants.name,
      deletedAt: workspaces.deletedAt,
      role: workspaceMembers.role,
      customRoleId: workspaceMembers.customRoleId,
      customRoleName: workspaceRoles.name,
      customPermissions: sql<string[] | null>`array(select p.permission from role_permissions p
        where p.role_id = ${workspaceMembers.customRoleId})`,
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
    .leftJoin(workspaceRoles, eq(workspaceRoles.id, workspaceMembers.customRoleId))
    .where(
      and(
        eq(workspaceMembers.userId, userId),
        isNotNull(workspaces.deletedAt),
        gt(workspaces.deletedAt, new Date(now.getTime() - KEPT_MS)),
        isNull(workspaces.purgedAt),
      ),
    )
    .orderBy(desc(workspaces.deletedAt), desc(workspaces.id));
  return rows.flatMap(({ tenantId, id, name, tenantName, deletedAt, ...stored }) => {
    const mayDelete = roleFacts(stored).permissions.has('workspace:delete');
    return mayDelete && deletedAt !== null ? [{ tenantId, id, name, tenantName, deletedAt }] : [];
  });
}
