import { sql } from 'drizzle-orm';
import type { Db } from '@geko/db/client';

/** The database's clock, by which it is told in what order processes have asked Stripe; theirs may differ. */
export async function askedAt(db: Pick<Db, 'execute'>): Promise<Date> {
  const { rows } = await db.execute<{ at: Date | string }>(sql`select clock_timestamp() as at`);
  return new Date(rows[0]?.at ?? 0);
}
