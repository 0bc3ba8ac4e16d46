import { and, eq, sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { inTenant } from '@geko/db/client';
import { holds } from '@geko/db/schema/money';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps } from '../deps.ts';

const MOST_AT_ONCE = 50;

type PurgeDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'log'>;

/**
 * Deletes for good what workspaces held that were deleted 30 days ago; books, usage and audit stay. One whose call is
 * not settled yet waits for the next time. Returns how many. Safe to run anywhere, any number of times.
 */
export async function purgeWorkspaces(deps: PurgeDeps): Promise<number> {
  const { rows } = await deps.db.execute<{ tenant_id: string; workspace_id: string }>(
    sql`select * from system.workspaces_to_purge(${MOST_AT_ONCE})`,
  );
  let purged = 0;
  for (const row of rows) {
    const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id };
    if (await purge(deps, place)) purged += 1;
  }
  return purged;
}

async function purge(
  deps: PurgeDeps,
  place: { tenantId: string; workspaceId: string },
): Promise<boolean> {
  const { tenantId, workspaceId } = place;
  const { log, newId } = deps;
  try {
    const isPurged = await inTenant(deps.db, { ...place, userId: NIL_ID }, async (tx) => {
      const open = await tx
        .select({ id: holds.id })
        .from(holds)
        .where(
          and(
            eq(holds.tenantId, tenantId),
            eq(holds.workspaceId, workspaceId),
            eq(holds.status, 'held'),
          ),
        )
        .limit(1);
      if (open.length > 0) return false;
      const { rows } = await tx.execute<{ is_purged: boolean }>(
        sql`select system.purge_workspace(${workspaceId}::uuid) as is_purged`,
      );
      if (rows[0]?.is_purged !== true) return false;
      const request = { requestId: newId(), address: null, userAgent: null };
      await writeAuditLine(
        { tx, ...place, actorId: null, now: deps.now(), newId, request },
        { action: 'workspace.purge', objectId: workspaceId },
      );
      return true;
    });
    if (isPurged) log.info(place, 'a deleted workspace was purged');
    return isPurged;
  } catch (error) {
    log.error({ error, ...place }, 'a deleted workspace was not purged');
    return false;
  }
}
