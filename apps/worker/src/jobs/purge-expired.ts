import { lt, lte } from 'drizzle-orm';
import { rateLimits, sessions } from '@geko/db/schema/identity';
import type { JobHandler } from '../job.ts';

/** Deletes sessions that have run out and rate limit counters of windows that are over. */
export const purgeExpired: JobHandler = async ({ db, now }) => {
  const at = now();
  const oldSessions = await db.delete(sessions).where(lte(sessions.expiresAt, at));
  const oldCounters = await db
    .delete(rateLimits)
    .where(lt(rateLimits.expire, BigInt(at.getTime())));
  return { sessions: oldSessions.rowCount ?? 0, rateLimits: oldCounters.rowCount ?? 0 };
};
