import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { TurnPart } from '@geko/contracts/chat';
import { inTenant, type Db, type Tx } from '@geko/db/client';
import { turnParts } from '@geko/db/schema/chat';
import type { TurnRef } from './turn-ref.ts';

/**
 * Appends parts to the log of a turn that still runs; tells whether to go on, or somebody asked to stop, or the turn
 * is closed and nothing was logged. Waits for whoever is closing the turn: what is logged is in the saved answer, and
 * nothing is logged after it. Repeating is harmless. The commit does not wait for the disk: what a crash of the whole
 * database could lose is a moment of text, which the settlement then does not count either.
 */
export async function appendParts(
  db: Db,
  ref: TurnRef & { userId: string },
  parts: readonly TurnPart[],
): Promise<'ours' | 'stop' | 'closed'> {
  return inTenant(db, ref, async (tx) => {
    await tx.execute(sql`set local synchronous_commit = off`);
    const { rows } = await tx.execute<{ is_stopped: boolean }>(
      sql`select stop_requested_at is not null as is_stopped from turns where tenant_id = ${ref.tenantId} and workspace_id = ${ref.workspaceId}
        and id = ${ref.turnId} and status = 'running' for share`,
    );
    const [row] = rows;
    if (!row) return 'closed';
    await saveParts(tx, ref, parts);
    return row.is_stopped ? 'stop' : 'ours';
  });
}

/** Saves parts, except those which the log has already. */
export async function saveParts(tx: Tx, ref: TurnRef, parts: readonly TurnPart[]): Promise<void> {
  if (parts.length === 0) return;
  await tx
    .insert(turnParts)
    .values(parts.map((part) => ({ ...placeOf(ref), ...part })))
    .onConflictDoNothing();
}

/** The parts of a turn after a sequence number, in order. */
export async function listParts(tx: Tx, ref: TurnRef, after: number): Promise<TurnPart[]> {
  const { tenantId, workspaceId, turnId } = placeOf(ref);
  return tx
    .select({ seq: turnParts.seq, kind: turnParts.kind, text: turnParts.text })
    .from(turnParts)
    .where(
      and(
        eq(turnParts.tenantId, tenantId),
        eq(turnParts.workspaceId, workspaceId),
        eq(turnParts.turnId, turnId),
        gt(turnParts.seq, after),
      ),
    )
    .orderBy(asc(turnParts.seq));
}

function placeOf({ tenantId, workspaceId, turnId }: TurnRef) {
  return { tenantId, workspaceId, turnId };
}
