import { DefaultChatTransport } from 'ai';
import type { RetryMessage, SendMessage } from '@geko/contracts/chat';
import { readError } from '../../lib/errors.ts';
import { noteRefusal } from '../shell/workspace-access.ts';
import { ChatError } from './chat-error.ts';
import { textOf, type ChatMessage } from './chat-message.ts';
import { newId } from './new-id.ts';
import { mergeDeltas } from './merge-deltas.ts';

/** Travels with a send, a retry or a reconnect, as the SDK's `body`. */
export type ChatCall = { modelId: string } | { turnId: string };

/** fetch that turns a refusal into a ChatError with the server's code, trace and remedies. */
async function fetchOrRefuse(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok) return response;
  const details = readError(await response.text().catch(() => ''));
  noteRefusal(details?.code);
  throw new ChatError(response.status, details);
}

class GekoTransport extends DefaultChatTransport<ChatMessage> {
  protected override processResponseStream(
    stream: Parameters<DefaultChatTransport<ChatMessage>['processResponseStream']>[0],
  ): ReturnType<DefaultChatTransport<ChatMessage>['processResponseStream']> {
    return mergeDeltas(super.processResponseStream(stream));
  }
}

/**
 * The way to /api/chat for one conversation. Only the new message travels, never the history; a retry carries
 * its own id, so that a resend of it cannot pay twice; a reconnect names the turn to be seen again.
 */
export function createChatTransport(workspaceId: string, conversationId: string): GekoTransport {
  return new GekoTransport({
    fetch: fetchOrRefuse,
    prepareSendMessagesRequest: ({ messages, trigger, body }) => {
      const modelId = String(body?.['modelId'] ?? '');
      const message = messages.at(-1);
      if (trigger === 'regenerate-message' || message === undefined) {
        const retry: RetryMessage = { workspaceId, conversationId, modelId, tryId: newId() };
        return { api: '/api/chat/retry', body: retry };
      }
      const send: SendMessage = {
        workspaceId,
        conversationId,
        modelId,
        message: { id: message.id, text: textOf(message) },
      };
      return { api: '/api/chat', body: send };
    },
    prepareReconnectToStreamRequest: ({ body }) => ({
      api: `/api/chat/turns/${encodeURIComponent(String(body?.['turnId']))}/stream?workspaceId=${encodeURIComponent(workspaceId)}`,
    }),
  });
}
