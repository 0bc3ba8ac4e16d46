import { sql } from 'drizzle-orm';
import type { ReadNotices } from '@geko/contracts/notices';
import { noticeReads } from '@geko/db/schema/operations';
import type { Scope } from '../deps.ts';

/** The caller has read everything up to an instant, which is never in the future; it only moves on. */
export async function readNotices(
  { tx, caller, now }: Scope,
  { upTo }: Pick<ReadNotices, 'upTo'>,
): Promise<void> {
  const { tenantId, workspaceId, userId } = caller;
  const readAt = new Date(Math.min(Date.parse(upTo), now.getTime()));
  await tx
    .insert(noticeReads)
    .values({ tenantId, workspaceId, userId, readAt })
    .onConflictDoUpdate({
      target: [noticeReads.tenantId, noticeReads.workspaceId, noticeReads.userId],
      set: { readAt: sql`greatest(${noticeReads.readAt}, excluded.read_at)` },
    });
}
