import type { ChatState, ChatStatus } from 'ai';
import type { ChatMessage } from './chat-message.ts';

/** Least time between two drawings of a growing answer. */
const DRAW_EVERY_MS = 50;

/** What of a conversation is on the page: its messages, and how the call for the newest one stands. */
export type MessageView = { messages: ChatMessage[]; status: ChatStatus };

/**
 * The messages of one conversation, for React to read and for the AI SDK to write to. It is ours, so that a page can
 * show a conversation before the SDK is there. A message that changes becomes another object, and so does the list.
 */
export class MessageState implements ChatState<ChatMessage> {
  error: Error | undefined = undefined;
  #view: MessageView = { messages: [], status: 'ready' };
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  get messages(): ChatMessage[] {
    return this.#view.messages;
  }

  set messages(messages: ChatMessage[]) {
    this.#view = { ...this.#view, messages: [...messages] };
    this.#tellSoon();
  }

  get status(): ChatStatus {
    return this.#view.status;
  }

  set status(status: ChatStatus) {
    this.#view = { ...this.#view, status };
    this.#tell();
  }

  pushMessage = (message: ChatMessage): void => {
    this.messages = [...this.messages, message];
  };

  popMessage = (): void => {
    this.messages = this.messages.slice(0, -1);
  };

  replaceMessage = (index: number, message: ChatMessage): void => {
    const copy = { ...message, parts: message.parts.map((part) => ({ ...part })) };
    this.messages = this.messages.with(index, copy);
  };

  snapshot = <T>(thing: T): T => structuredClone(thing);

  /** Forgets how the last call failed. */
  clearError(): void {
    if (this.status !== 'error') return;
    this.error = undefined;
    this.status = 'ready';
  }

  getView = (): MessageView => this.#view;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The first change is told at once, those that follow it closely together. */
  #tellSoon(): void {
    if (this.#timer !== undefined) return;
    this.#tell();
    const told = this.#view;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#view !== told) this.#tellSoon();
    }, DRAW_EVERY_MS);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
