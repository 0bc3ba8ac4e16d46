import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';

/**
 * From here to the end of the transaction nobody else moves money of the workspace that it is in: neither its counters
 * nor its lots. The database's own functions take it too, so it comes before what they would decide on.
 */
export async function lockMoney(tx: Tx): Promise<void> {
  await tx.execute(sql`select lock_money()`);
}
