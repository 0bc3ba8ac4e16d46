import { eq } from 'drizzle-orm';
import type { ConversationRef } from '@geko/contracts/chat';
import { turns } from '@geko/db/schema/chat';
import type { Scope } from '../deps.ts';
import { getOwnConversation } from './conversations.ts';
import { stopTurns } from './stop-turns.ts';

/** Asks for the end of what is being written in a conversation, whichever process writes it. */
export async function stopTurn(scope: Scope, { conversationId }: ConversationRef): Promise<void> {
  await getOwnConversation(scope, conversationId);
  await stopTurns(scope, eq(turns.conversationId, conversationId));
}
