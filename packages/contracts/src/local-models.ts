import { z } from 'zod';
import { Text } from './text.ts';

/** "qwen2.5-0.5b" of the list, or "ollama:<tag>" of what somebody has pulled there. */
export const LocalModelId = Text.min(1).max(200);
export type LocalModelId = z.infer<typeof LocalModelId>;

export const LocalEngineId = z.enum(['llama', 'ollama']);
export type LocalEngineId = z.infer<typeof LocalEngineId>;

const Bytes = z.number().int().nonnegative();

/** Everything that a local model can fail with. */
export const LocalErrorCode = z.enum([
  'unknown_model',
  'not_installed',
  'disk_full',
  'too_little_memory',
  'unreachable',
  'not_offered',
  'wrong_length',
  'wrong_checksum',
  'broken_file',
  'engine_missing',
  'engine_crashed',
  'engine_away',
  'prompt_too_long',
  'in_use',
  'cancelled',
]);
export type LocalErrorCode = z.infer<typeof LocalErrorCode>;

/** How a download goes; null = not known yet. */
export const DownloadProgress = z.object({
  receivedBytes: Bytes,
  totalBytes: Bytes,
  bytesPerSecond: Bytes.nullable(),
  secondsLeft: z.number().int().nonnegative().nullable(),
});
export type DownloadProgress = z.infer<typeof DownloadProgress>;

export const LocalModelStatus = z.discriminatedUnion('state', [
  z.object({ state: z.literal('absent') }),
  z.object({ state: z.literal('waiting') }),
  DownloadProgress.extend({ state: z.literal('downloading') }),
  DownloadProgress.extend({ state: z.literal('paused') }),
  /** The file is here; its checksum and a first token are awaited. */
  z.object({ state: z.literal('checking') }),
  z.object({ state: z.literal('ready') }),
  z.object({ state: z.literal('error'), error: LocalErrorCode }),
]);
export type LocalModelStatus = z.infer<typeof LocalModelStatus>;

/** Whether a machine is enough for a model, before anything is downloaded. */
export const LocalFit = z.discriminatedUnion('isFitting', [
  z.object({
    isFitting: z.literal(true),
    quantisation: z.string(),
    neededMemoryBytes: Bytes,
    neededDiskBytes: Bytes,
    contextTokens: z.number().int().positive(),
    /** It runs, at a few words a second. */
    isSlow: z.boolean(),
  }),
  z.object({
    isFitting: z.literal(false),
    reason: z.enum(['memory', 'disk']),
    neededBytes: Bytes,
    availableBytes: Bytes,
  }),
]);
export type LocalFit = z.infer<typeof LocalFit>;

/** A local model as a list shows it. */
export const LocalModel = z.object({
  id: LocalModelId,
  name: z.string(),
  /** Who made it, such as "Qwen". */
  family: z.string(),
  /** Where it is, or would be installed. */
  engine: LocalEngineId,
  licence: z.object({ name: z.string(), url: z.url() }).nullable(),
  contextTokens: z.number().int().positive(),
  hasReasoning: z.boolean(),
  /** Of the file that would be or was downloaded; null = nobody says. */
  downloadBytes: Bytes.nullable(),
  fit: LocalFit,
  status: LocalModelStatus,
});
export type LocalModel = z.infer<typeof LocalModel>;

export const LocalMessage = z.object({
  role: z.enum(['system', 'user', 'assistant']),
  content: z.string(),
});
export type LocalMessage = z.infer<typeof LocalMessage>;

export const LocalChat = z.object({
  modelId: LocalModelId,
  messages: z.array(LocalMessage).min(1),
  maxTokens: z.number().int().positive(),
  temperature: z.number().min(0).max(2).nullable(),
  topP: z.number().gt(0).max(1).nullable(),
});
export type LocalChat = z.infer<typeof LocalChat>;

export const LocalPart = z.object({ kind: z.enum(['text', 'reasoning']), text: z.string() });
export type LocalPart = z.infer<typeof LocalPart>;

export const LocalChatEnd = z.object({
  finishReason: z.enum(['stop', 'length', 'aborted']),
  usage: z.object({ inputTokens: Bytes, outputTokens: Bytes, reasoningTokens: Bytes }),
});
export type LocalChatEnd = z.infer<typeof LocalChatEnd>;

export const LocalHealth = z.discriminatedUnion('isWell', [
  z.object({ isWell: z.literal(true), firstTokenMs: z.number().nonnegative() }),
  z.object({ isWell: z.literal(false), error: LocalErrorCode }),
]);
export type LocalHealth = z.infer<typeof LocalHealth>;

export const LocalModelRef = z.object({ id: LocalModelId });
export type LocalModelRef = z.infer<typeof LocalModelRef>;

/** The models of the server itself, for its operator. */
export const ServerModels = z.object({
  /** Whether the server's settings say that it runs models. */
  isOffered: z.boolean(),
  models: z.array(LocalModel),
});
export type ServerModels = z.infer<typeof ServerModels>;
