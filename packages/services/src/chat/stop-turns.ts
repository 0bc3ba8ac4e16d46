import { and, eq, isNull, sql, type SQL } from 'drizzle-orm';
import { turns } from '@geko/db/schema/chat';
import type { Scope } from '../deps.ts';

/** The channel on which every web process hears which turns to stop. */
export const STOP_CHANNEL = 'geko_stop';

/**
 * Asks for the end of the workspace's running turns that `which` names (all without), whichever process writes them;
 * they hear of it when the transaction commits.
 */
export async function stopTurns(
  {
    tx,
    caller,
    now,
  }: Pick<Scope, 'tx' | 'now'> & {
    caller: Pick<Scope['caller'], 'tenantId' | 'workspaceId'>;
  },
  which: SQL | undefined,
): Promise<void> {
  const asked = await tx
    .update(turns)
    .set({ stopRequestedAt: now })
    .where(
      and(
        eq(turns.tenantId, caller.tenantId),
        eq(turns.workspaceId, caller.workspaceId),
        eq(turns.status, 'running'),
        isNull(turns.stopRequestedAt),
        which,
      ),
    )
    .returning({ id: turns.id });
  for (const turn of asked) await tx.execute(sql`select pg_notify(${STOP_CHANNEL}, ${turn.id})`);
}
