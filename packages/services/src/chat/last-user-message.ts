import { and, desc, eq, isNull } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { messages } from '@geko/db/schema/chat';

/** What a person said last in a conversation; null in an empty one. */
export async function lastUserMessage(
  tx: Tx,
  place: { tenantId: string; workspaceId: string; conversationId: string },
): Promise<{ id: string; position: number } | null> {
  const [last] = await tx
    .select({ id: messages.id, position: messages.position })
    .from(messages)
    .where(
      and(
        eq(messages.tenantId, place.tenantId),
        eq(messages.workspaceId, place.workspaceId),
        eq(messages.conversationId, place.conversationId),
        eq(messages.role, 'user'),
        isNull(messages.supersededAt),
      ),
    )
    .orderBy(desc(messages.position))
    .limit(1);
  return last ?? null;
}
