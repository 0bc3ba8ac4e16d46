import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Conversation, ConversationPage, ListConversations } from '@geko/contracts/chat';
import { conversations } from '@geko/db/schema/chat';
import type { Scope } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';

type ConversationRow = typeof conversations.$inferSelect;

/** The caller's own conversations, the last used first. */
export async function listConversations(
  { tx, caller }: Scope,
  input: ListConversations,
): Promise<ConversationPage> {
  const after = fromCursor(input.cursor);
  const rows = await tx
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, caller.tenantId),
        eq(conversations.workspaceId, caller.workspaceId),
        eq(conversations.userId, caller.userId),
        isNull(conversations.deletedAt),
        after
          ? sql`(${conversations.updatedAt}, ${conversations.id}) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(conversations.updatedAt), desc(conversations.id))
    .limit(input.limit + 1);
  const page = toPage(rows, input.limit, (row) => ({ at: row.updatedAt, id: row.id }));
  return { items: page.rows.map(conversationView), nextCursor: page.nextCursor };
}

/** The caller's own conversation; a missing one and one of somebody else are the same NOT_FOUND. */
export async function getOwnConversation(
  { tx, caller }: Scope,
  conversationId: string,
  { isDeleted = false }: { isDeleted?: boolean } = {},
): Promise<ConversationRow> {
  const [row] = await tx
    .select()
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, caller.tenantId),
        eq(conversations.workspaceId, caller.workspaceId),
        eq(conversations.id, conversationId),
        eq(conversations.userId, caller.userId),
        isDeleted ? isNotNull(conversations.deletedAt) : isNull(conversations.deletedAt),
      ),
    );
  if (!row) throw new AppError('NOT_FOUND');
  return row;
}

/** Changes a conversation's own columns. */
export async function updateConversation(
  { tx, caller }: Scope,
  conversationId: string,
  change: Partial<Pick<ConversationRow, 'title' | 'deletedAt'>>,
): Promise<void> {
  await tx
    .update(conversations)
    .set(change)
    .where(
      and(
        eq(conversations.tenantId, caller.tenantId),
        eq(conversations.workspaceId, caller.workspaceId),
        eq(conversations.id, conversationId),
      ),
    );
}

export function conversationView(row: ConversationRow): Conversation {
  return {
    id: row.id,
    title: row.title,
    modelId: row.modelId,
    updatedAt: row.updatedAt.toISOString(),
  };
}
