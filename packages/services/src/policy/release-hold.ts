import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';

/**
 * Gives back all that a running call's hold has set aside, and forgets it: for the same call to be held anew, in the same
 * transaction. False where somebody has settled it.
 */
export async function releaseHold(tx: Tx, turnId: string): Promise<boolean> {
  const { rows } = await tx.execute<{ released: boolean }>(
    sql`select system.release_hold(${turnId}::uuid) as released`,
  );
  return rows[0]?.released === true;
}
