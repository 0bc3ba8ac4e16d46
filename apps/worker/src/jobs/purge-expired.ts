import { lt, lte, sql } from 'drizzle-orm';
import { oneTimeTokens, rateLimits, sessions } from '@geko/db/schema/identity';
import { purgeMails } from '@geko/services/mail/purge-mails';
import type { JobDeps, JobHandler } from '../job.ts';

const DAY_MS = 86_400_000;

/**
 * Deletes sessions that have run out, rate limit counters of windows that are over, and, a month after they ended,
 * links of mails and invitations.
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
    invitations: await deleteEndedInvitations(db),
    mails: await purgeMails(deps),
  };
};

/** Across all walls, by the one function that may; the month is its own. */
async function deleteEndedInvitations(db: JobDeps['db']): Promise<number> {
  const { rows } = await db.execute<{ gone: number }>(
    sql`select system.delete_ended_invitations() as gone`,
  );
  return rows[0]?.gone ?? 0;
}
