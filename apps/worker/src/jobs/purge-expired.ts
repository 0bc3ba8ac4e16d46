import { lt, lte, sql, type SQL } from 'drizzle-orm';
import { oneTimeTokens, rateLimits, sessions } from '@geko/db/schema/identity';
import { purgeMails } from '@geko/services/mail/purge-mails';
import type { JobDeps, JobHandler } from '../job.ts';

const DAY_MS = 86_400_000;

/**
 * Deletes sessions that have run out, rate limit counters of windows that are over, and, a month after they ended,
 * links of mails and invitations; after 90 days notices; after one day what was answered to requests
 * with an Idempotency-Key.
 */
export const purgeExpired: JobHandler = async (deps) => {
  const { db, now } = deps;
  const at = now();
  const monthAgo = new Date(at.getTime() - 30 * DAY_MS);
  const oldSessions = await db.delete(sessions).where(lte(sessions.expiresAt, at));
  const oldCounters = await db
    .delete(rateLimits)
    .where(lt(rateLimits.expire, BigInt(at.getTime())));
  const oldTokens = await db.delete(oneTimeTokens).where(lte(oneTimeTokens.expiresAt, monthAgo));
  return {
    sessions: oldSessions.rowCount ?? 0,
    rateLimits: oldCounters.rowCount ?? 0,
    tokens: oldTokens.rowCount ?? 0,
    invitations: await deleteBy(db, sql`system.delete_ended_invitations()`),
    notices: await deleteBy(db, sql`system.delete_old_notices()`),
    idempotentRequests: await deleteBy(db, sql`system.delete_old_idempotent_requests()`),
    mails: await purgeMails(deps),
  };
};

/** Across all walls, by the one function that may; how old they must be is its own. */
async function deleteBy(db: JobDeps['db'], keeper: SQL): Promise<number> {
  const { rows } = await db.execute<{ gone: number | bigint }>(sql`select ${keeper} as gone`);
  return Number(rows[0]?.gone ?? 0);
}
