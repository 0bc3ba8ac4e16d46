import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';

/**
 * From here to the end of the transaction nobody else acts on what moved one money: Stripe tells of it by several events at
 * once, and may be asked about it by somebody at the same time. one: its money id, or the event's own.
 */
export async function lockStripeMoney(tx: Tx, one: string): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`stripe ${one}`}, 0))`);
}
