import { and, eq, gt } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { RequestMore } from '@geko/contracts/limits';
import { users } from '@geko/db/schema/identity';
import { limitRequests, limits } from '@geko/db/schema/limits';
import { setLimits } from '@geko/domain/limits';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { insertNotice } from '../notices/insert-notice.ts';
import { isLimitHere } from './limit-rows.ts';

/** How often one person may ask within a day, all limits together: each time others get mail. */
const MOST_A_DAY = 20;
const DAY_MS = 86_400_000;

/**
 * Asks whoever sets limits to raise one that stands in the caller's way; while that is open, asking again says nothing
 * new. The id is the caller's.
 * @throws AppError NOT_FOUND for a limit that is none of theirs; RATE_LIMITED; CONFLICT when the id is another request's
 */
export async function requestMore(scope: Scope, input: RequestMore): Promise<void> {
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId, userId } = caller;
  const { id, limitId } = input;
  const name = await getOwnLimitName(scope, limitId);
  if (await isAsked(scope, input)) return;
  await assertMayAskToday(scope);
  const asked = await tx
    .insert(limitRequests)
    .values({ tenantId, workspaceId, id, userId, limitId, status: 'open', createdAt: now })
    .onConflictDoNothing()
    .returning({ id: limitRequests.id });
  if (asked.length === 0) {
    // Somebody was faster: the same person elsewhere, or the id is taken.
    if (await isAsked(scope, input)) return;
    throw new AppError('CONFLICT', { field: 'id' });
  }
  const [me] = await tx.select({ name: users.name }).from(users).where(eq(users.id, userId));
  await insertNotice(
    { tx, tenantId, workspaceId, now, newId: scope.newId },
    {
      kind: 'limit_requested',
      facts: { requestId: id, userName: me?.name ?? '', limit: name },
      userId: null,
      onceKey: `limit_requested ${id}`,
    },
  );
  await writeAudit(scope, { action: 'limit.request', objectId: limitId, after: id });
}

/** What the limit is called, where it applies to the caller. */
async function getOwnLimitName({ tx, caller, now }: Scope, limitId: string): Promise<string> {
  const { userId, timeZone } = caller;
  const [asked] = await tx
    .select()
    .from(limits)
    .where(isLimitHere(caller, eq(limits.id, limitId)))
    // Until the request is written nobody takes the limit away.
    .for('key share');
  const own = await tx
    .select()
    .from(limits)
    .where(
      isLimitHere(caller, and(eq(limits.subjectKind, 'member'), eq(limits.subjectId, userId))),
    );
  const isOthers = asked?.subjectKind === 'member' && asked.subjectId !== userId;
  if (!asked || isOthers) throw new AppError('NOT_FOUND');
  const others = own.filter(({ id }) => id !== asked.id);
  const called = setLimits({ limits: [asked, ...others], userId, at: now, timeZone });
  const limit = called.find((each) => each.limitId === limitId);
  if (!limit) throw new AppError('NOT_FOUND');
  return limit.name;
}

/** Whether this request is there, or another open one of this person about this limit. */
async function isAsked({ tx, caller }: Scope, { id, limitId }: RequestMore): Promise<boolean> {
  const rows = await tx
    .select({ id: limitRequests.id, status: limitRequests.status })
    .from(limitRequests)
    .where(
      and(
        eq(limitRequests.tenantId, caller.tenantId),
        eq(limitRequests.workspaceId, caller.workspaceId),
        eq(limitRequests.userId, caller.userId),
        eq(limitRequests.limitId, limitId),
      ),
    );
  return rows.some((row) => row.id === id || row.status === 'open');
}

async function assertMayAskToday({ tx, caller, now }: Scope): Promise<void> {
  const today = await tx.$count(
    limitRequests,
    and(
      eq(limitRequests.tenantId, caller.tenantId),
      eq(limitRequests.workspaceId, caller.workspaceId),
      eq(limitRequests.userId, caller.userId),
      gt(limitRequests.createdAt, new Date(now.getTime() - DAY_MS)),
    ),
  );
  if (today < MOST_A_DAY) return;
  throw new AppError('RATE_LIMITED', { retryAfterSeconds: DAY_MS / 1000 });
}
