import { and, desc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { NoticeKind, type NoticeList } from '@geko/contracts/notices';
import { noticeReads, notices } from '@geko/db/schema/operations';
import type { Scope } from '../deps.ts';
import { OWN_KEY } from './tell-of-limits.ts';

const DAYS_KEPT = 90;
const MOST_SHOWN = 50;
const DAY_MS = 86_400_000;

/** What the caller should know: told to them, or to everybody with a permission that they hold. The newest first. */
export async function listNotices({ tx, caller, now }: Scope): Promise<NoticeList> {
  const { tenantId, workspaceId, userId } = caller;
  const permissions = [...caller.permissions];
  const rows = await tx
    .select()
    .from(notices)
    .where(
      and(
        eq(notices.tenantId, tenantId),
        eq(notices.workspaceId, workspaceId),
        gt(notices.createdAt, new Date(now.getTime() - DAYS_KEPT * DAY_MS)),
        or(
          eq(notices.userId, userId),
          and(isNull(notices.userId), inArray(notices.permission, permissions)),
        ),
        // Of a member's own limit who sets limits hears anyway.
        sql`not (${notices.onceKey} like ${`%${OWN_KEY}`} and ${caller.permissions.has('budget:manage')}::boolean)`,
      ),
    )
    .orderBy(desc(notices.createdAt), desc(notices.id))
    .limit(MOST_SHOWN);
  const [read] = await tx
    .select({ at: noticeReads.readAt })
    .from(noticeReads)
    .where(
      and(
        eq(noticeReads.tenantId, tenantId),
        eq(noticeReads.workspaceId, workspaceId),
        eq(noticeReads.userId, userId),
      ),
    );
  const readAt = read?.at.getTime() ?? 0;
  const shown = rows.flatMap(({ id, kind, facts, createdAt }) => {
    // While a newer Geko takes over, it writes kinds that this process has no word for.
    const known = NoticeKind.safeParse(kind);
    if (!known.success) return [];
    const isRead = createdAt.getTime() <= readAt;
    return [{ id, kind: known.data, facts, isRead, at: createdAt.toISOString() }];
  });
  return { notices: shown, unread: shown.filter(({ isRead }) => !isRead).length };
}
