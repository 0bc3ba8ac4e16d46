import { DesktopError } from '../desktop/desktop.ts';
import { startMachineTurn } from '../desktop/machine-turn.ts';
import { ChatError } from './chat-error.ts';
import { textOf, type ChatMessage } from './chat-message.ts';
import { mergeDeltas } from './merge-deltas.ts';
import { newId } from './new-id.ts';

/**
 * Has a model of this machine answer a message, with the conversation up to it; modelId: the shell's.
 * @throws ChatError for what the shell refused, as of what a server refuses: the text goes back to the composer
 */
export async function sendToMachine(
  asked: {
    workspaceId: string;
    conversationId: string;
    modelId: string;
    message: ChatMessage;
    messages: readonly ChatMessage[];
  },
  signal: AbortSignal | undefined,
): Promise<ReturnType<typeof mergeDeltas>> {
  const { message, messages, ...place } = asked;
  try {
    const stream = await startMachineTurn(
      {
        ...place,
        turnId: newId(),
        messageId: message.id,
        text: textOf(message),
        messages: messages.map((one) => ({ role: one.role, content: textOf(one) })),
      },
      signal,
    );
    return mergeDeltas(stream);
  } catch (error) {
    if (!(error instanceof DesktopError)) throw error;
    throw new ChatError(409, { code: 'CONFLICT', message: error.message, requestId: 'none' });
  }
}
