import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { enterTenant, type Tx } from '@geko/db/client';
import { automaticTopUps } from '@geko/db/schema/payments';
import { writeAuditLine } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';

/** Where automatic top-up stopped before a moment, of all that a customer pays for. */
export async function listStopped(
  at: Pick<Tx, 'execute'>,
  { customerId, before }: { customerId: string; before: Date },
): Promise<{ tenantId: string; workspaceId: string }[]> {
  const { rows } = await at.execute<{ tenant_id: string; workspace_id: string }>(
    sql`select * from system.top_ups_stopped(${customerId}, ${before.toISOString()}::timestamptz)`,
  );
  return rows.map((row) => ({ tenantId: row.tenant_id, workspaceId: row.workspace_id }));
}

/**
 * A card of a company was added or replaced: automatic top-up that had stopped before goes on. Leaves the transaction in one
 * of its workspaces, or as it was. before: when the card was mended: what has stopped since has stopped by it.
 */
export async function resumeTopUps(
  tx: Tx,
  { now, newId }: Pick<Deps, 'now' | 'newId'>,
  { request, ...mended }: { customerId: string; before: Date; request: RequestFacts },
): Promise<void> {
  for (const place of await listStopped(tx, mended)) {
    const { tenantId, workspaceId } = place;
    await enterTenant(tx, { ...place, userId: NIL_ID });
    const changed = await tx
      .update(automaticTopUps)
      .set({ stop: null, stoppedAt: null })
      .where(
        and(
          eq(automaticTopUps.tenantId, tenantId),
          eq(automaticTopUps.workspaceId, workspaceId),
          isNotNull(automaticTopUps.stop),
        ),
      )
      .returning({ workspaceId: automaticTopUps.workspaceId });
    if (changed.length === 0) continue;
    await writeAuditLine(
      { tx, ...place, actorId: null, now: now(), newId, request },
      { action: 'top_up.resume', objectId: workspaceId },
    );
  }
}
