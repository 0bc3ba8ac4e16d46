import {
  noticeFacts,
  noticeTable,
  type NoticeFacts,
  type NoticeKind,
} from '@geko/contracts/notices';
import type { Tx } from '@geko/db/client';
import { notices } from '@geko/db/schema/operations';

/** Where and when; the transaction must be in that workspace. */
export type NoticePlace = {
  tx: Tx;
  tenantId: string;
  workspaceId: string;
  now: Date;
  newId: () => string;
};

/**
 * What happened. userId: whom it is for; null = everybody whose role holds the kind's permission. onceKey: what is told
 * once and never again in this workspace, whoever says it. isMailed: where told, whether its mails are on their way already.
 */
export type NewNotice<Kind extends NoticeKind = NoticeKind> = {
  kind: Kind;
  facts: NoticeFacts<Kind>;
  userId: string | null;
  onceKey: string;
  isMailed?: boolean;
};

/**
 * Tells people of a workspace something, in the verb's own transaction: in the app at once, by mail from the worker for
 * the kinds that are mailed. Returns whether it was new.
 */
export async function insertNotice<Kind extends NoticeKind>(
  { tx, tenantId, workspaceId, now, newId }: NoticePlace,
  { kind, facts, userId, onceKey, isMailed = !noticeTable[kind].isMailed }: NewNotice<Kind>,
): Promise<boolean> {
  const { permission } = noticeTable[kind];
  const inserted = await tx
    .insert(notices)
    .values({
      tenantId,
      workspaceId,
      id: newId(),
      kind,
      userId,
      permission: userId === null ? permission : null,
      facts: noticeFacts[kind].parse(facts) as Record<string, string>,
      onceKey,
      createdAt: now,
      mailedAt: isMailed ? now : null,
    })
    .onConflictDoNothing({ target: [notices.tenantId, notices.workspaceId, notices.onceKey] })
    .returning({ id: notices.id });
  return inserted.length > 0;
}
