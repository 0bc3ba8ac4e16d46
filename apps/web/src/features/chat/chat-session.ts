import { Chat } from '@ai-sdk/react';
import { ChatError, isRefusal } from './chat-error.ts';
import { textOf, type ChatMessage } from './chat-message.ts';
import { newId } from './new-id.ts';
import { createChatTransport } from './chat-transport.ts';

/** A message that did not reach the server for sure; it is sent again under the same id. */
export type Unsent = { message: ChatMessage; error: unknown };

export type SessionState = {
  unsent: Unsent | null;
  /** A send or retry that was refused before anything was written. */
  refusal: unknown;
  isStopping: boolean;
  /** The connection broke while an answer was written; the history tells how it goes on. */
  isReconnecting: boolean;
};

/** What a session needs from outside. */
export type SessionLinks = {
  /** A turn has begun: the conversation exists from now on. */
  onTurnStart: () => void;
  /** Something ended, well or not: history, list and quota are to be asked anew. */
  onTurnEnd: () => void;
  /** Asks the server to stop the running turn. */
  stopTurn: () => Promise<unknown>;
  /** Puts text back into the composer; false when there is other text by now. */
  restoreDraft: (text: string) => boolean;
};

/** The server ends a stopped stream within a second; after this we stop waiting for it. */
const STOP_PATIENCE_MS = 5000;
/** Least time between two attempts to watch the same turn. */
const RESUME_PAUSE_MS = 2000;

const IDLE: SessionState = {
  unsent: null,
  refusal: null,
  isStopping: false,
  isReconnecting: false,
};

/**
 * One conversation's live side: useChat's Chat, and what it does not know (refusals, unsent text, stopping,
 * reconnecting). It lives outside of React, so that an answer goes on while another conversation is open.
 */
export class ChatSession {
  readonly chat: Chat<ChatMessage>;
  #links: SessionLinks | null = null;
  #state = IDLE;
  #listeners = new Set<() => void>();
  #hasTurn = false;
  #isBusy = false;
  #lastEndAtMs = 0;
  #resumedAtMs = 0;
  #stopTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(workspaceId: string, conversationId: string) {
    this.chat = new Chat<ChatMessage>({
      id: conversationId,
      transport: createChatTransport(workspaceId, conversationId),
      generateId: newId,
      onData: ({ type }) => {
        if (type !== 'data-turn') return;
        this.#hasTurn = true;
        this.#links?.onTurnStart();
        if (this.#state.isStopping) this.#askToStop();
      },
    });
  }

  getState = (): SessionState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Says who is told of what happens here from now on. */
  link(links: SessionLinks): void {
    this.#links = links;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  send(text: string, modelId: string): Promise<void> {
    return this.#sendMessage(
      { id: newId(), role: 'user', parts: [{ type: 'text', text }] },
      modelId,
    );
  }

  /** Sends the message that may not have arrived once more, under the same id. */
  async resend(modelId: string): Promise<void> {
    const { unsent } = this.#state;
    if (unsent !== null) await this.#sendMessage(unsent.message, modelId);
  }

  /** Takes the unsent message back into the composer. */
  editUnsent(): void {
    const { unsent } = this.#state;
    if (unsent === null || this.#links?.restoreDraft(textOf(unsent.message)) !== true) return;
    this.#set({ unsent: null });
  }

  /** Answers the last question again. */
  async retry(modelId: string): Promise<void> {
    if (this.#isBusy) return;
    const before = this.chat.messages;
    const lastQuestion = before.findLast(({ role }) => role === 'user');
    if (lastQuestion === undefined) return;
    this.#begin();
    await this.chat.regenerate({ messageId: lastQuestion.id, body: { modelId } });
    const error = this.chat.status === 'error' ? this.chat.error : undefined;
    if (error !== undefined && !this.#hasTurn) {
      this.chat.messages = before;
      this.chat.clearError();
      this.#set({ refusal: error });
    }
    this.#end(error);
  }

  /** Stops the running turn on the server; what it wrote so far stays. */
  stop(): void {
    if (!this.#isBusy || this.#state.isStopping) return;
    this.#set({ isStopping: true });
    if (this.#hasTurn) this.#askToStop();
    this.#stopTimer = setTimeout(() => void this.chat.stop(), STOP_PATIENCE_MS);
  }

  dismissRefusal(): void {
    this.#set({ refusal: null });
  }

  /**
   * Takes over what the server says this conversation is, unless something newer is under way here; and joins
   * the turn that is being written, if any. fetchedAtMs: when the answer arrived.
   */
  applyHistory(messages: ChatMessage[], runningTurnId: string | null, fetchedAtMs: number): void {
    if (this.#isBusy || fetchedAtMs <= this.#lastEndAtMs) return;
    this.chat.messages = messages;
    if (this.chat.status === 'error') this.chat.clearError();
    const { unsent } = this.#state;
    this.#set({
      isReconnecting: false,
      unsent:
        unsent !== null && messages.some(({ id }) => id === unsent.message.id) ? null : unsent,
    });
    if (runningTurnId !== null) void this.#resume(runningTurnId);
  }

  async #sendMessage(message: ChatMessage, modelId: string): Promise<void> {
    if (this.#isBusy) return;
    this.#begin();
    await this.chat.sendMessage(
      { id: message.id, role: 'user', parts: message.parts },
      { body: { modelId } },
    );
    const error = this.chat.status === 'error' ? this.chat.error : undefined;
    if (error !== undefined && !this.#hasTurn) this.#takeBack(message, error);
    this.#end(error);
  }

  /** A send that began nothing: its text goes back to the composer, or stays in sight with a way to resend. */
  #takeBack(message: ChatMessage, error: unknown): void {
    this.chat.messages = this.chat.messages.filter(({ id }) => id !== message.id);
    this.chat.clearError();
    if (isRefusal(error) && this.#links?.restoreDraft(textOf(message)) === true)
      this.#set({ refusal: error });
    else this.#set({ unsent: { message, error } });
    // A provider that failed did so in a turn of its own: the conversation is there, and knows better than we do.
    if (error instanceof ChatError && error.details?.code === 'PROVIDER_FAILED')
      this.#links?.onTurnStart();
  }

  async #resume(turnId: string): Promise<void> {
    const waitMs = this.#resumedAtMs + RESUME_PAUSE_MS - Date.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (this.#isBusy) return;
    this.#resumedAtMs = Date.now();
    this.#begin();
    await this.chat.resumeStream({ body: { turnId } });
    const error = this.chat.status === 'error' ? this.chat.error : undefined;
    // The turn is gone or was never ours: the history is asked again, and is the truth.
    if (error instanceof ChatError) this.chat.clearError();
    this.#end(error instanceof ChatError ? undefined : error);
  }

  #begin(): void {
    this.#isBusy = true;
    this.#hasTurn = false;
    this.#set(IDLE);
  }

  #end(error: unknown): void {
    clearTimeout(this.#stopTimer);
    this.#isBusy = false;
    this.#lastEndAtMs = Date.now();
    this.#set({ isStopping: false, isReconnecting: error !== undefined && this.#hasTurn });
    this.#links?.onTurnEnd();
  }

  #askToStop(): void {
    // A failed call to stop shows itself: the answer goes on, and the button is there again.
    this.#links?.stopTurn().catch(() => this.#set({ isStopping: false }));
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
