import type { LocalChat, LocalChatEnd, LocalPart } from '@geko/contracts/local-models';
import { LocalModelError } from '../local-error.ts';
import type { ChatOptions } from '../local-models.ts';
import type { EngineProcess, StartEngine } from './engine-process.ts';
import { FromEngine } from './protocol.ts';

/** A model's file, and with how long a context to load it. */
export type LoadedFile = { path: string; contextTokens: number };

export type EngineSettings = {
  start: StartEngine;
  threads: number;
  /** After so long without a chat the process ends, and its memory is free. */
  idleMs: number;
  /** A load that takes longer is given up. */
  loadMs: number;
  /** A chat that has not stopped by then is ended with its process. */
  stopMs: number;
};

export type Engine = {
  /** Waits for its turn, then for the model. */
  chat(file: LoadedFile, chat: LocalChat, options: ChatOptions): Promise<LocalChatEnd>;
  /** The file that is in memory; null = none. */
  loadedPath(): string | null;
  isBusy(path: string): boolean;
  /** Ends the process, and with it what runs. */
  unload(): Promise<void>;
};

const STOPPED: LocalChatEnd = {
  finishReason: 'aborted',
  usage: { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 },
};

/** What a promise brings, or null as soon as somebody has stopped waiting for it. */
async function unlessStopped<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | null> {
  const stopped = Promise.withResolvers<null>();
  const stop = () => stopped.resolve(null);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([promise, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

type Waiter = {
  onPart: (part: LocalPart) => void;
  resolve: (end: LocalChatEnd) => void;
  reject: (error: LocalModelError) => void;
};

/** One process with one model. */
type Slot = {
  path: string;
  process: EngineProcess;
  loaded: Promise<void>;
  chats: Map<number, Waiter>;
  exited: Promise<void>;
};

/** Runs chats one after the other in a process of llama.cpp that is kept warm between them. */
export function createEngine(settings: EngineSettings): Engine {
  let slot: Slot | null = null;
  let queue: Promise<unknown> = Promise.resolve();
  let idle: NodeJS.Timeout | undefined;
  let nextId = 1;
  const waiting = new Map<string, number>();

  async function unload(): Promise<void> {
    clearTimeout(idle);
    const leaving = slot;
    slot = null;
    leaving?.process.kill();
    await leaving?.exited;
  }

  async function ready(file: LoadedFile): Promise<Slot> {
    if (slot !== null && slot.path !== file.path) await unload();
    slot ??= openSlot(file, settings, (gone) => {
      if (slot === gone) slot = null;
    });
    await slot.loaded.catch(async (error: unknown) => {
      await unload();
      throw error;
    });
    return slot ?? Promise.reject(new LocalModelError('engine_crashed'));
  }

  async function run(file: LoadedFile, chat: LocalChat, options: ChatOptions) {
    if (options.signal.aborted) return STOPPED;
    clearTimeout(idle);
    try {
      const its = await unlessStopped(ready(file), options.signal);
      if (its === null) return STOPPED;
      return await talk(its, nextId++, { chat, options, stopMs: settings.stopMs });
    } finally {
      clearTimeout(idle);
      idle = setTimeout(() => void unload(), settings.idleMs);
      idle.unref();
    }
  }

  return {
    async chat(file, chat, options) {
      waiting.set(file.path, (waiting.get(file.path) ?? 0) + 1);
      const before = queue.then(() => true);
      const turn = queue.then(() => run(file, chat, options));
      queue = turn.catch(() => undefined);
      try {
        // Whoever stops before it was their turn does not wait for it; one that runs tells what it has counted.
        const hasBegun = await unlessStopped(before, options.signal);
        return hasBegun === null ? STOPPED : await turn;
      } finally {
        waiting.set(file.path, (waiting.get(file.path) ?? 1) - 1);
      }
    },
    loadedPath: () => slot?.path ?? null,
    isBusy: (path) => (waiting.get(path) ?? 0) > 0,
    unload,
  };
}

function openSlot(file: LoadedFile, settings: EngineSettings, onGone: (slot: Slot) => void): Slot {
  const { start, threads, loadMs } = settings;
  const process = start();
  const chats = new Map<number, Waiter>();
  const loading = Promise.withResolvers<void>();
  const exit = Promise.withResolvers<void>();
  // Nobody may be waiting for it when it fails.
  loading.promise.catch(() => undefined);
  const slow = setTimeout(() => process.kill(), loadMs);
  void loading.promise.then(
    () => clearTimeout(slow),
    () => clearTimeout(slow),
  );
  const slot = { path: file.path, process, loaded: loading.promise, chats, exited: exit.promise };
  process.onMessage((said) => {
    const message = FromEngine.safeParse(said);
    if (!message.success) return process.kill();
    hear(message.data, chats, loading);
  });
  process.onExit((detail) => {
    const cause = new Error(detail);
    loading.reject(new LocalModelError('engine_crashed', { cause }));
    for (const { reject } of chats.values())
      reject(new LocalModelError('engine_crashed', { cause }));
    chats.clear();
    onGone(slot);
    exit.resolve();
  });
  process.post({ kind: 'load', ...file, threads });
  return slot;
}

function hear(
  message: FromEngine,
  chats: Map<number, Waiter>,
  loading: PromiseWithResolvers<void>,
): void {
  const failure = (code: LocalModelError['code'], detail: string) =>
    new LocalModelError(code, { cause: new Error(detail) });
  switch (message.kind) {
    case 'loaded':
      return loading.resolve();
    case 'not_loaded':
      return loading.reject(failure(message.code, message.detail));
    case 'part':
      return chats.get(message.id)?.onPart(message.part);
    case 'end':
      chats.get(message.id)?.resolve(message.end);
      chats.delete(message.id);
      return;
    case 'failed':
      chats.get(message.id)?.reject(failure(message.code, message.detail));
      chats.delete(message.id);
  }
}

async function talk(
  slot: Slot,
  id: number,
  { chat, options, stopMs }: { chat: LocalChat; options: ChatOptions; stopMs: number },
): Promise<LocalChatEnd> {
  const { signal, onPart } = options;
  const { modelId: _, ...asked } = chat;
  const answer = Promise.withResolvers<LocalChatEnd>();
  slot.chats.set(id, { onPart, ...answer });
  let late: NodeJS.Timeout | undefined;
  const stop = () => {
    slot.process.post({ kind: 'abort', id });
    late = setTimeout(() => slot.process.kill(), stopMs);
  };
  signal.addEventListener('abort', stop, { once: true });
  slot.process.post({ kind: 'chat', id, chat: asked });
  try {
    return await answer.promise;
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', stop);
  }
}
