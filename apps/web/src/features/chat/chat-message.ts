import type { ChatDataParts, Message } from '@geko/contracts/chat';
import type { Receipt } from '@geko/contracts/receipt';
import type { UIMessage } from 'ai';

/** What our own server told about a message, when it comes from history rather than from a stream. */
export type ChatMetadata = { createdAt: string; turn: Message['turn'] };

/** A message as the page holds it; metadata is missing while it is streamed. */
export type ChatMessage = UIMessage<ChatMetadata, ChatDataParts>;

/** How an answer stands: the end its turn had, or 'running' while it is written. */
export type AnswerState = {
  turnId: string | null;
  modelId: string | null;
  modelName: string | null;
  status: ChatDataParts['end']['status'];
  errorCode: ChatDataParts['end']['errorCode'];
  receipt: Receipt | null;
};

/** A message of the history as the chat holds it. */
export function toChatMessage(message: Message): ChatMessage {
  const parts: ChatMessage['parts'] = [];
  if (message.reasoning !== null && message.reasoning !== '') {
    parts.push({ type: 'reasoning', text: message.reasoning, state: 'done' });
  }
  if (message.text !== '') parts.push({ type: 'text', text: message.text, state: 'done' });
  return {
    id: message.id,
    role: message.role,
    metadata: { createdAt: message.createdAt, turn: message.turn },
    parts,
  };
}

/** The text of a message: all its text parts, joined. */
export function textOf(message: ChatMessage): string {
  return joinParts(message, 'text');
}

/** The model's thinking aloud; '' when there was none. */
export function reasoningOf(message: ChatMessage): string {
  return joinParts(message, 'reasoning');
}

function joinParts(message: ChatMessage, type: 'text' | 'reasoning'): string {
  let text = '';
  for (const part of message.parts) if (part.type === type) text += part.text;
  return text;
}

/**
 * How an answer stands. Parts of the stream are newer than metadata of the history; an answer whose stream
 * has ended without a word about its end (isStreaming false) was interrupted, unless it has a receipt.
 */
export function answerState(message: ChatMessage, isStreaming: boolean): AnswerState {
  const known = message.metadata?.turn ?? null;
  const state: AnswerState = {
    turnId: known?.id ?? null,
    modelId: known?.modelId ?? null,
    modelName: known?.modelName ?? null,
    status: known?.status ?? 'running',
    errorCode: known?.errorCode ?? null,
    receipt: known?.receipt ?? null,
  };
  for (const part of message.parts) {
    if (part.type === 'data-turn') {
      state.turnId = part.data.turnId;
      state.modelId = part.data.modelId;
    } else if (part.type === 'data-receipt') {
      state.receipt = part.data;
      state.modelName = part.data.modelName;
      state.status = part.data.outcome;
    } else if (part.type === 'data-end') {
      state.status = part.data.status;
      state.errorCode = part.data.errorCode;
    }
  }
  if (isStreaming) return { ...state, status: 'running' };
  return state;
}

/**
 * The messages to show once the server's history is known: its messages, older pages first, and after them
 * nothing that it does not know. A running answer without text yet is left out: its stream brings it.
 */
export function historyMessages(pages: readonly { messages: readonly Message[] }[]): ChatMessage[] {
  const seen = new Set<string>();
  const messages: ChatMessage[] = [];
  for (const page of [...pages].reverse()) {
    for (const message of page.messages) {
      if (seen.has(message.id)) continue;
      seen.add(message.id);
      if (message.turn?.status === 'running' && message.text === '' && message.reasoning === null)
        continue;
      messages.push(toChatMessage(message));
    }
  }
  return messages;
}
