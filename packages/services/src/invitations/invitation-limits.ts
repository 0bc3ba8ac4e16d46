import { and, eq, gt, inArray, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { auditLogs } from '@geko/db/schema/operations';
import { invitations } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';
import { isPending } from './list-invitations.ts';

/** How many invitations of a workspace may wait at once. */
export const MOST_PENDING = 200;
/** How many a workspace may send out, new or anew, within a day. */
export const MOST_A_DAY = 500;
const DAY_MS = 86_400_000;

/** Throws BAD_REQUEST when so many more would be too many to wait. The team must be locked. */
export async function assertRoomForPending(scope: Scope, more: number): Promise<void> {
  const [row] = await scope.tx
    .select({ count: sql<number>`count(*)::int` })
    .from(invitations)
    .where(isPending(scope));
  if ((row?.count ?? 0) + more <= MOST_PENDING) return;
  throw new AppError('BAD_REQUEST', {
    field: 'emails',
    message: `At most ${MOST_PENDING} invitations can wait at once. Revoke some that nobody has answered.`,
  });
}

/**
 * Throws RATE_LIMITED when the workspace has invited too often. Counted by its audit lines, in the verb's own
 * transaction, so that every replica counts alike and what is rolled back does not count. The team must be locked.
 */
export async function assertMayInviteToday(
  { tx, caller, now }: Scope,
  more: number,
): Promise<void> {
  const [row] = await tx
    .select({
      count: sql<number>`count(*)::int`,
      oldest: sql<Date | null>`min(${auditLogs.createdAt})`.mapWith(auditLogs.createdAt),
    })
    .from(auditLogs)
    .where(
      and(
        eq(auditLogs.tenantId, caller.tenantId),
        eq(auditLogs.workspaceId, caller.workspaceId),
        gt(auditLogs.createdAt, new Date(now.getTime() - DAY_MS)),
        inArray(auditLogs.action, ['invitation.create', 'invitation.renew']),
      ),
    );
  if (!row || row.count + more <= MOST_A_DAY) return;
  const resetMs = (row.oldest?.getTime() ?? now.getTime()) + DAY_MS - now.getTime();
  throw new AppError('RATE_LIMITED', {
    message: `A workspace can send at most ${MOST_A_DAY} invitations a day.`,
    retryAfterSeconds: Math.max(1, Math.ceil(resetMs / 1000)),
  });
}
