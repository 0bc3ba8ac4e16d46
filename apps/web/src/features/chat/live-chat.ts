import { AbstractChat } from 'ai';
import type { ChatMessage } from './chat-message.ts';
import { createChatTransport } from './chat-transport.ts';
import type { MessageState } from './message-state.ts';
import { newId } from './new-id.ts';

/** The AI SDK's side of a conversation: calls the chat routes and writes what they stream into the state. */
export class LiveChat extends AbstractChat<ChatMessage> {
  constructor(facts: {
    workspaceId: string;
    conversationId: string;
    state: MessageState;
    /** The server has begun a turn. */
    onTurn: () => void;
  }) {
    super({
      id: facts.conversationId,
      state: facts.state,
      transport: createChatTransport(facts.workspaceId, facts.conversationId),
      generateId: newId,
      onData: ({ type }) => {
        if (type === 'data-turn') facts.onTurn();
      },
    });
  }
}
