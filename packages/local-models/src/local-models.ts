import type {
  LocalChat,
  LocalChatEnd,
  LocalFit,
  LocalHealth,
  LocalModel,
  LocalModelId,
  LocalModelStatus,
  LocalPart,
} from '@geko/contracts/local-models';

/** What runs models on this machine. Everything but `list` throws LocalModelError, `unknown_model` for ids it has not. */
export type LocalModels = {
  list(): Promise<LocalModel[]>;
  fits(id: LocalModelId): Promise<LocalFit>;
  /** Resolves once the model is ready. Who asks for what is being installed waits for the same. */
  install(id: LocalModelId): Promise<void>;
  /** Keeps what was downloaded; `install` goes on from there. */
  pause(id: LocalModelId): Promise<void>;
  /** Ends an install and deletes what was downloaded. */
  cancel(id: LocalModelId): Promise<void>;
  status(id: LocalModelId): Promise<LocalModelStatus>;
  /** Called with every change of a status. Returns how to stop that. */
  watch(listener: (id: LocalModelId, status: LocalModelStatus) => void): () => void;
  remove(id: LocalModelId): Promise<void>;
  /** One token out of the model; a model that is not well says why in its status too. */
  health(id: LocalModelId): Promise<LocalHealth>;
  /** Tells each piece as it comes. An aborted chat resolves with what was counted so far. */
  chat(chat: LocalChat, options: ChatOptions): Promise<LocalChatEnd>;
  /** Ends what runs: chats, downloads (which are kept), the engine. */
  close(): Promise<void>;
};

export type ChatOptions = { signal: AbortSignal; onPart: (part: LocalPart) => void };
