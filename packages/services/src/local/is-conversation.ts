import { and, eq } from 'drizzle-orm';
import { conversations } from '@geko/db/schema/chat';

/** That conversation of that workspace. */
export function isConversation({
  tenantId,
  workspaceId,
  conversationId,
}: {
  tenantId: string;
  workspaceId: string;
  conversationId: string;
}) {
  return and(
    eq(conversations.tenantId, tenantId),
    eq(conversations.workspaceId, workspaceId),
    eq(conversations.id, conversationId),
  );
}
