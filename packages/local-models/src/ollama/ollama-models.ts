import { z } from 'zod';
import type {
  LocalChat,
  LocalChatEnd,
  LocalFit,
  LocalHealth,
  LocalModel,
  LocalModelId,
  LocalModelStatus,
} from '@geko/contracts/local-models';
import type { LocalModelFacts } from '../facts.ts';
import { createInstalls } from '../install/installs.ts';
import { LocalModelError, toLocalError } from '../local-error.ts';
import type { ChatOptions, LocalModels } from '../local-models.ts';
import { fitModel, type Hardware, type ModelSize } from '../rules/fit-model.ts';
import { createStatusBoard } from '../status-board.ts';
import { askOllama } from './ask-ollama.ts';
import { chatByOllama } from './chat-by-ollama.ts';
import { explainOllama } from './explain-ollama.ts';
import { pullByOllama } from './pull-by-ollama.ts';

const LOOK_MS = 2_000;
/** Ollama's own choice where nobody asks for another, and what a model of unknown make needs for it. */
const UNKNOWN_SIZE = { contextTokens: 4_096, cacheBytesPerToken: 131_072 };

export type OllamaSettings = {
  /** Such as "http://127.0.0.1:11434". */
  url: string;
  facts: readonly LocalModelFacts[];
  hardware: () => Promise<Hardware>;
  memoryCapBytes: number | null;
  /** Milliseconds from any fixed point. */
  now: () => number;
  silenceMs?: number;
};

export type OllamaModels = LocalModels & { isRunning(): Promise<boolean> };

const Tags = z.object({
  models: z.array(z.object({ model: z.string(), size: z.number().int().nonnegative() })),
});
/** Ollama's own, and those of our list that it has under a tag. */
type Found = { id: LocalModelId; tag: string; facts: LocalModelFacts | null };

/** Models that an Ollama which is running already installs and runs. */
export function createOllamaModels(settings: OllamaSettings): OllamaModels {
  const { url, facts: all, now, silenceMs } = settings;
  const board = createStatusBoard();
  const installs = createInstalls(board);
  const chatting = new Map<string, number>();
  const never = new AbortController().signal;
  const ask = (signal: AbortSignal) => askOllama(url, signal, silenceMs);

  function find(id: LocalModelId): Found {
    const facts = all.find((one) => one.id === id) ?? null;
    const tag = facts === null ? /^ollama:(.+)$/u.exec(id)?.[1] : facts.ollamaTag;
    if (tag === undefined || tag === null) throw new LocalModelError('unknown_model');
    return { id, tag, facts };
  }

  /** Its tags, with their length in bytes. */
  async function readTags(): Promise<Map<string, number>> {
    try {
      const { models } = Tags.parse(await ask(AbortSignal.timeout(LOOK_MS)).list());
      return new Map(models.map(({ model, size }) => [model, size]));
    } catch (cause) {
      throw new LocalModelError('engine_away', { cause });
    }
  }

  const statusIn = ({ id, tag }: Found, tags: Map<string, number>): LocalModelStatus =>
    board.get(id) ?? { state: tags.has(tag) ? 'ready' : 'absent' };

  async function fitIn({ tag, facts }: Found, tags: Map<string, number>): Promise<LocalFit> {
    const bytes = tags.get(tag);
    const size: ModelSize = facts ?? {
      ...UNKNOWN_SIZE,
      files: [{ quantisation: tag, bytes: bytes ?? 0 }],
    };
    const { memoryCapBytes: capBytes } = settings;
    const smallest = Math.min(...size.files.map((file) => file.bytes));
    const receivedBytes = bytes === undefined ? 0 : smallest;
    return fitModel(size, await settings.hardware(), { capBytes, receivedBytes });
  }

  async function describe(found: Found, tags: Map<string, number>): Promise<LocalModel> {
    const { id, tag, facts } = found;
    const known = facts ?? {
      name: tag,
      family: 'Ollama',
      licence: null,
      contextTokens: UNKNOWN_SIZE.contextTokens,
      hasReasoning: false,
    };
    const { name, family, licence, contextTokens, hasReasoning } = known;
    const listed = { id, name, family, licence, contextTokens, hasReasoning };
    const downloadBytes = tags.get(tag) ?? facts?.files[0]?.bytes ?? null;
    const fit = await fitIn(found, tags);
    return { ...listed, engine: 'ollama', downloadBytes, fit, status: statusIn(found, tags) };
  }

  async function pull(found: Found, signal: AbortSignal): Promise<void> {
    const fit = await fitIn(found, await readTags());
    if (!fit.isFitting) {
      throw new LocalModelError(fit.reason === 'disk' ? 'disk_full' : 'too_little_memory');
    }
    await pullByOllama(ask(signal), found.tag, {
      signal,
      now,
      onProgress: (progress) => board.set(found.id, { state: 'downloading', ...progress }),
    });
    board.set(found.id, { state: 'checking' });
    await firstToken(found);
  }

  async function run(found: Found, chat: LocalChat, options: ChatOptions): Promise<LocalChatEnd> {
    chatting.set(found.tag, (chatting.get(found.tag) ?? 0) + 1);
    try {
      return await chatByOllama(ask(options.signal), found.tag, chat, options);
    } finally {
      chatting.set(found.tag, (chatting.get(found.tag) ?? 1) - 1);
    }
  }

  async function firstToken(found: Found): Promise<number> {
    const began = now();
    const messages = [{ role: 'user' as const, content: 'Hello' }];
    const chat = { modelId: found.id, messages, maxTokens: 1, temperature: null, topP: null };
    await run(found, chat, { signal: never, onPart: () => undefined });
    return now() - began;
  }

  return {
    async isRunning() {
      return await readTags().then(
        () => true,
        () => false,
      );
    },
    async list() {
      const tags = await readTags();
      const listed = all.filter(({ ollamaTag }) => ollamaTag !== null).map(({ id }) => find(id));
      const others = [...tags.keys()]
        .filter((tag) => listed.every((found) => found.tag !== tag))
        .map((tag) => find(`ollama:${tag}`));
      return await Promise.all([...listed, ...others].map((found) => describe(found, tags)));
    },
    fits: async (id) => await fitIn(find(id), await readTags()),
    async install(id) {
      const found = find(id);
      await installs.begin(id, (signal) => pull(found, signal));
    },
    async pause(id) {
      const found = find(id);
      const before = board.get(id);
      await installs.stop(id);
      const progress = before?.state === 'downloading' ? before : null;
      if (progress) board.set(id, { ...progress, state: 'paused', secondsLeft: null });
      else board.set(id, null, statusIn(found, await readTags()));
    },
    async cancel(id) {
      const found = find(id);
      await installs.stop(id);
      board.set(id, null);
      board.set(id, null, statusIn(found, await readTags()));
    },
    status: async (id) => board.get(id) ?? statusIn(find(id), await readTags()),
    watch: (listener) => board.watch(listener),
    async remove(id) {
      const found = find(id);
      if ((chatting.get(found.tag) ?? 0) > 0 && !installs.isRunning(id)) {
        throw new LocalModelError('in_use');
      }
      await installs.stop(id);
      await ask(AbortSignal.timeout(silenceMs ?? LOOK_MS * 5))
        .delete({ model: found.tag })
        .catch((cause: unknown) => {
          const error = explainOllama(cause, { hasBegun: false });
          if (error.code !== 'not_installed') throw error;
        });
      board.set(id, null);
    },
    async health(id): Promise<LocalHealth> {
      const found = find(id);
      try {
        const firstTokenMs = await firstToken(found);
        if (!installs.isRunning(id)) board.set(id, null, { state: 'ready' });
        return { isWell: true, firstTokenMs };
      } catch (cause) {
        const error = toLocalError(cause, 'engine_away').code;
        if (error !== 'not_installed') board.set(id, { state: 'error', error });
        return { isWell: false, error };
      }
    },
    chat: async (chat, options) => await run(find(chat.modelId), chat, options),
    close: () => installs.stopAll(),
  };
}
