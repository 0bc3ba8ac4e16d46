import { and, eq, lt, sql, type SQL } from 'drizzle-orm';
import { inTenant, type Db, type Tx } from '@geko/db/client';
import { turns } from '@geko/db/schema/chat';
import { holds } from '@geko/db/schema/money';
import type { TurnRef } from './turn-ref.ts';

/** How long a hold lives without a sign of life from the process that runs its turn. */
export const LEASE_MS = 30_000;

/** A lease's end, by the database's clock: replicas need not agree on the time. */
export function leaseEnd(): SQL<Date> {
  return sql<Date>`clock_timestamp() + ${LEASE_MS} * interval '1 millisecond'`;
}

/** Prolongs the lease of a turn's hold; tells whether to go on, or someone asked to stop, or settled it. */
export async function renewLease(
  db: Db,
  ref: TurnRef & { userId: string },
): Promise<'ours' | 'stop' | 'settled'> {
  return inTenant(db, ref, async (tx) => {
    const { tenantId, workspaceId, turnId } = ref;
    const renew = () =>
      tx
        .update(holds)
        .set({ leaseUntil: leaseEnd() })
        .where(isHeld(ref))
        .returning({ id: holds.id });
    // A hold that was just taken anew, of the same id, is seen at the second look only.
    if ((await renew()).length === 0 && (await renew()).length === 0) return 'settled';
    const [row] = await tx
      .select({ stopRequestedAt: turns.stopRequestedAt })
      .from(turns)
      .where(
        and(eq(turns.tenantId, tenantId), eq(turns.workspaceId, workspaceId), eq(turns.id, turnId)),
      );
    return row?.stopRequestedAt ? 'stop' : 'ours';
  });
}

/**
 * A turn's hold, locked until the transaction ends; null when somebody settled it before, or, of those whose lease must
 * have run out, when it has been prolonged. The transaction must be in its workspace.
 */
export async function lockHold(
  tx: Tx,
  ref: TurnRef,
  { onlyExpired }: { onlyExpired: boolean },
): Promise<typeof holds.$inferSelect | null> {
  const [hold] = await tx
    .select()
    .from(holds)
    .where(and(isHeld(ref), onlyExpired ? lt(holds.leaseUntil, sql`clock_timestamp()`) : undefined))
    .for('update');
  return hold ?? null;
}

function isHeld({ tenantId, workspaceId, turnId }: TurnRef): SQL | undefined {
  return and(
    eq(holds.tenantId, tenantId),
    eq(holds.workspaceId, workspaceId),
    eq(holds.id, turnId),
    eq(holds.status, 'held'),
  );
}
