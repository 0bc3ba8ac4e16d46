import type { Conversation, RenameConversation } from '@geko/contracts/chat';
import { assertPermitted } from '../access/in-workspace.ts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { conversationView, getOwnConversation, updateConversation } from './conversations.ts';

/** Gives the caller's conversation another title. */
export async function renameConversation(
  scope: Scope,
  { conversationId, title }: RenameConversation,
): Promise<Conversation> {
  assertPermitted(scope.caller, 'chat:create');
  const row = await getOwnConversation(scope, conversationId);
  await updateConversation(scope, conversationId, { title });
  await writeAudit(scope, { action: 'conversation.rename', objectId: conversationId });
  return conversationView({ ...row, title });
}
