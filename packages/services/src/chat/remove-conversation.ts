import type { ConversationRef } from '@geko/contracts/chat';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { getOwnConversation, updateConversation } from './conversations.ts';
import { stopTurn } from './stop-turn.ts';

/** Takes the caller's conversation out of every list; what is being written in it is stopped. */
export async function removeConversation(scope: Scope, ref: ConversationRef): Promise<void> {
  await stopTurn(scope, ref);
  await updateConversation(scope, ref.conversationId, { deletedAt: scope.now });
  await writeAudit(scope, { action: 'conversation.remove', objectId: ref.conversationId });
}

/** Brings a removed conversation back. */
export async function restoreConversation(
  scope: Scope,
  { conversationId }: ConversationRef,
): Promise<void> {
  await getOwnConversation(scope, conversationId, { isDeleted: true });
  await updateConversation(scope, conversationId, { deletedAt: null });
  await writeAudit(scope, { action: 'conversation.restore', objectId: conversationId });
}
