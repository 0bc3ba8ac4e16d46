import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import type { PoolNews } from '@geko/gateway/pool-key';

/** The channel on which processes tell each other of the pool. Never a secret. */
export const POOL_CHANNEL = 'geko_pool';

/**
 * Tells every process what one has learned of the pool, or that its rows have changed (news null); of a transaction, at its
 * commit. from: who need not hear it.
 */
export async function tellPool(
  tx: Pick<Tx, 'execute'>,
  message: { from: string | null; news: PoolNews | null },
): Promise<void> {
  await tx.execute(sql`select pg_notify(${POOL_CHANNEL}, ${JSON.stringify(message)})`);
}
