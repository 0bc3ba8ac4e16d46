import { DefaultChatTransport } from 'ai';
import type { RetryMessage, SendMessage } from '@geko/contracts/chat';
import { readError } from '../../lib/errors.ts';
import { hasDesktop } from '../desktop/desktop.ts';
import { localIdOf } from '../desktop/machine-model-id.ts';
import { noteRefusal } from '../shell/workspace-access.ts';
import { ChatError } from './chat-error.ts';
import { textOf, type ChatMessage } from './chat-message.ts';
import { newId } from './new-id.ts';
import { mergeDeltas } from './merge-deltas.ts';

/** Travels with a send, a retry or a reconnect, as the SDK's `body`. */
export type ChatCall = { modelId: string } | { turnId: string };

type Place = { workspaceId: string; conversationId: string };

type Body = Partial<{ modelId: string; turnId: string }> | undefined;
const modelOf = (body: Body): string => body?.modelId ?? '';
const turnOf = (body: Body): string => body?.turnId ?? '';

/** fetch that turns a refusal into a ChatError with the server's code, trace and remedies. */
async function fetchOrRefuse(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.ok) return response;
  const details = readError(await response.text().catch(() => ''));
  noteRefusal(details?.code);
  throw new ChatError(response.status, details);
}

type Transport = DefaultChatTransport<ChatMessage>;

class GekoTransport extends DefaultChatTransport<ChatMessage> {
  readonly #place: Place;

  constructor(
    place: Place,
    options: ConstructorParameters<typeof DefaultChatTransport<ChatMessage>>[0],
  ) {
    super(options);
    this.#place = place;
  }

  /** To a model of this machine, or to the server. */
  override async sendMessages(
    options: Parameters<Transport['sendMessages']>[0],
  ): ReturnType<Transport['sendMessages']> {
    const localId = localIdOf(modelOf(options.body));
    const message = options.messages.findLast(({ role }) => role === 'user');
    if (localId === null || message === undefined) return super.sendMessages(options);
    const { sendToMachine } = await import('./send-to-machine.ts');
    const { messages, abortSignal } = options;
    return sendToMachine({ ...this.#place, modelId: localId, message, messages }, abortSignal);
  }

  /** The turn may be one that this machine writes. */
  override async reconnectToStream(
    options: Parameters<Transport['reconnectToStream']>[0],
  ): ReturnType<Transport['reconnectToStream']> {
    if (hasDesktop()) {
      const { resumeMachineTurn } = await import('../desktop/machine-turn.ts');
      const stream = await resumeMachineTurn(turnOf(options.body), undefined);
      if (stream !== null) return mergeDeltas(stream);
    }
    return super.reconnectToStream(options);
  }

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
  return new GekoTransport(
    { workspaceId, conversationId },
    {
      fetch: fetchOrRefuse,
      prepareSendMessagesRequest: ({ messages, trigger, body }) => {
        const modelId = modelOf(body);
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
        api: `/api/chat/turns/${encodeURIComponent(turnOf(body))}/stream?workspaceId=${encodeURIComponent(workspaceId)}`,
      }),
    },
  );
}
