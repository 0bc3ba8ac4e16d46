import { sql } from 'drizzle-orm';
import type { Deps } from '../deps.ts';

const HOUR_MS = 3_600_000;

/**
 * Sums what the calls of each provider key came to, of the last hours: a call is booked when it ends, under the hour in
 * which it began. Safe to repeat. Returns how many sums changed.
 */
export async function sumKeyHours(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  { hours }: { hours: number },
): Promise<number> {
  const since = new Date(now().getTime() - hours * HOUR_MS).toISOString();
  const { rows } = await db.execute<{ changed: number }>(
    sql`select system.sum_key_hours(${since}::timestamptz) as changed`,
  );
  return rows[0]?.changed ?? 0;
}
