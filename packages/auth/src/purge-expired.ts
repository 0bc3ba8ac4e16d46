import { lt, lte } from 'drizzle-orm';
import type { Db } from '@geko/db/client';
import { rateLimits, sessions } from '@geko/db/schema/identity';

/**
 * Deletes sessions that have run out and counters of windows that are over. Says how many of each.
 * Harmless to repeat: neither does anything any more.
 */
export async function purgeExpired(
  db: Db,
  now: Date,
): Promise<{ sessions: number; rateLimits: number }> {
  const oldSessions = await db.delete(sessions).where(lte(sessions.expiresAt, now));
  const oldCounters = await db
    .delete(rateLimits)
    .where(lt(rateLimits.expire, BigInt(now.getTime())));
  return { sessions: oldSessions.rowCount ?? 0, rateLimits: oldCounters.rowCount ?? 0 };
}
