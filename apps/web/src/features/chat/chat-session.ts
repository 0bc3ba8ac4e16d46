import { ChatError, isRefusal } from './chat-error.ts';
import { textOf, type ChatMessage } from './chat-message.ts';
import type { LiveChat } from './live-chat.ts';
import { MessageState } from './message-state.ts';
import { newId } from './new-id.ts';

const loadLiveChat = () => import('./live-chat.ts');

/** Fetches what sends and streams ahead of the first message. */
export function preloadLiveChat(): void {
  loadLiveChat().catch(() => undefined);
}

/** A message that did not reach the server for sure; it is sent again under the same id. */
export type Unsent = { message: ChatMessage; error: unknown };

export type SessionState = {
  unsent: Unsent | null;
  /** A send, whose text is in the composer again, or a retry that was refused before anything was written. */
  refusal: { of: 'send' | 'retry'; error: unknown } | null;
  /** A turn is under way here, from the press to the last of its stream; nothing else can be sent until then. */
  isBusy: boolean;
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

const isProviderFailure = (error: unknown): boolean =>
  error instanceof ChatError && error.details?.code === 'PROVIDER_FAILED';

/** The server ends a stopped stream within a second; after this we stop waiting for it. */
const STOP_PATIENCE_MS = 5000;
/** Least time between two attempts to watch the same turn. */
const RESUME_PAUSE_MS = 2000;

const IDLE: SessionState = {
  unsent: null,
  refusal: null,
  isBusy: false,
  isStopping: false,
  isReconnecting: false,
};

/**
 * One conversation's live side: its messages, and what the AI SDK does not know (refusals, unsent text, stopping,
 * reconnecting). It lives outside of React, so that an answer goes on while another conversation is open. The SDK itself
 * comes with the first call: reading needs none of it.
 */
export class ChatSession {
  readonly shown = new MessageState();
  readonly #place: { workspaceId: string; conversationId: string };
  #chat: LiveChat | null = null;
  #links: SessionLinks | null = null;
  #state = IDLE;
  #listeners = new Set<() => void>();
  #hasTurn = false;
  #lastEndAtMs = 0;
  #resumedAtMs = 0;
  #stopTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(workspaceId: string, conversationId: string) {
    this.#place = { workspaceId, conversationId };
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
    return this.#state.isBusy;
  }

  send(text: string, modelId: string): Promise<void> {
    return this.#sendMessage(
      { id: newId(), role: 'user', parts: [{ type: 'text', text }] },
      modelId,
    );
  }

  /** Sends the message that may not have arrived once more, under the same id; one that has is answered again. */
  async resend(modelId: string): Promise<void> {
    const { unsent } = this.#state;
    if (unsent === null || this.isBusy) return;
    if (!isProviderFailure(unsent.error)) return await this.#sendMessage(unsent.message, modelId);
    this.shown.messages = [...this.shown.messages, unsent.message];
    await this.retry(modelId);
  }

  /** Takes the unsent message back into the composer. */
  editUnsent(): void {
    const { unsent } = this.#state;
    if (unsent === null || this.#links?.restoreDraft(textOf(unsent.message)) !== true) return;
    this.#set({ unsent: null });
  }

  /** Answers the last question again. */
  async retry(modelId: string): Promise<void> {
    if (this.isBusy) return;
    const before = this.shown.messages;
    const lastQuestion = before.findLast(({ role }) => role === 'user');
    if (lastQuestion === undefined) return;
    this.#begin();
    const error = await this.#call((chat) =>
      chat.regenerate({ messageId: lastQuestion.id, body: { modelId } }),
    );
    if (error !== undefined && !this.#hasTurn) {
      this.shown.messages = before;
      this.shown.clearError();
      this.#set({ refusal: { of: 'retry', error } });
    }
    this.#end(error);
  }

  /** Stops the running turn on the server; what it wrote so far stays. */
  stop(): void {
    if (!this.isBusy || this.#state.isStopping) return;
    this.#set({ isStopping: true });
    if (this.#hasTurn) this.#askToStop();
    this.#stopTimer = setTimeout(() => void this.#chat?.stop(), STOP_PATIENCE_MS);
  }

  dismissRefusal(): void {
    this.#set({ refusal: null });
  }

  /**
   * Takes over what the server says this conversation is, unless something newer is under way here; and joins
   * the turn that is being written, if any. fetchedAtMs: when the answer arrived.
   */
  applyHistory(messages: ChatMessage[], runningTurnId: string | null, fetchedAtMs: number): void {
    if (this.isBusy || fetchedAtMs <= this.#lastEndAtMs) return;
    this.shown.messages = messages;
    this.shown.clearError();
    const { unsent } = this.#state;
    this.#set({
      isReconnecting: false,
      unsent:
        unsent !== null && messages.some(({ id }) => id === unsent.message.id) ? null : unsent,
    });
    if (runningTurnId !== null) void this.#resume(runningTurnId);
  }

  async #sendMessage(message: ChatMessage, modelId: string): Promise<void> {
    if (this.isBusy) return;
    this.#begin();
    const others = this.shown.messages;
    // In sight at once, also while the SDK is still on its way; which then adds it itself.
    this.shown.messages = [...others, message];
    this.shown.status = 'submitted';
    const error = await this.#call((chat) => {
      this.shown.messages = others;
      return chat.sendMessage(
        { id: message.id, role: 'user', parts: message.parts },
        { body: { modelId } },
      );
    });
    if (error !== undefined && !this.#hasTurn) this.#takeBack(message, error);
    this.#end(error);
  }

  /** A send that began nothing: its text goes back to the composer, or stays in sight with a way to resend. */
  #takeBack(message: ChatMessage, error: unknown): void {
    this.shown.messages = this.shown.messages.filter(({ id }) => id !== message.id);
    this.shown.clearError();
    if (isRefusal(error) && this.#links?.restoreDraft(textOf(message)) === true)
      this.#set({ refusal: { of: 'send', error } });
    else this.#set({ unsent: { message, error } });
    // A provider that failed did so in a turn of its own: the conversation is there, and knows better than we do.
    if (isProviderFailure(error)) this.#links?.onTurnStart();
  }

  async #resume(turnId: string): Promise<void> {
    const waitMs = this.#resumedAtMs + RESUME_PAUSE_MS - Date.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    if (this.isBusy) return;
    this.#resumedAtMs = Date.now();
    this.#begin();
    const error = await this.#call((chat) => chat.resumeStream({ body: { turnId } }));
    // The turn is gone or was never ours: the history is asked again, and is the truth.
    if (error instanceof ChatError) this.shown.clearError();
    this.#end(error instanceof ChatError ? undefined : error);
  }

  /** Has the SDK do something. @returns what went wrong, in the call or in fetching the SDK; undefined = nothing. */
  async #call(run: (chat: LiveChat) => Promise<void>): Promise<unknown> {
    try {
      await run(await this.#open());
    } catch (error) {
      this.shown.error = error instanceof Error ? error : new Error(String(error));
      this.shown.status = 'error';
    }
    return this.shown.status === 'error' ? this.shown.error : undefined;
  }

  async #open(): Promise<LiveChat> {
    if (this.#chat !== null) return this.#chat;
    const { LiveChat } = await loadLiveChat();
    this.#chat = new LiveChat({
      ...this.#place,
      state: this.shown,
      onTurn: () => {
        this.#hasTurn = true;
        this.#links?.onTurnStart();
        if (this.#state.isStopping) this.#askToStop();
      },
    });
    return this.#chat;
  }

  #begin(): void {
    this.#hasTurn = false;
    this.#set({ ...IDLE, isBusy: true });
  }

  #end(error: unknown): void {
    clearTimeout(this.#stopTimer);
    this.#lastEndAtMs = Date.now();
    this.#set({
      isBusy: false,
      isStopping: false,
      isReconnecting: error !== undefined && this.#hasTurn,
    });
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
