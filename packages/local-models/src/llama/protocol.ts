import { z } from 'zod';
import { LocalChat, LocalChatEnd, LocalErrorCode, LocalPart } from '@geko/contracts/local-models';

const ChatId = z.number().int();

/** What the app tells the process in which llama.cpp runs. One process has one model. */
export const ToEngine = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('load'),
    path: z.string(),
    contextTokens: z.number().int().positive(),
    threads: z.number().int().positive(),
  }),
  z.object({ kind: z.literal('chat'), id: ChatId, chat: LocalChat.omit({ modelId: true }) }),
  z.object({ kind: z.literal('abort'), id: ChatId }),
]);
export type ToEngine = z.infer<typeof ToEngine>;

/** What that process tells. It runs native code over downloaded bytes, so it is parsed like any stranger's. */
export const FromEngine = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('loaded') }),
  z.object({ kind: z.literal('not_loaded'), code: LocalErrorCode, detail: z.string() }),
  z.object({ kind: z.literal('part'), id: ChatId, part: LocalPart }),
  z.object({ kind: z.literal('end'), id: ChatId, end: LocalChatEnd }),
  z.object({
    kind: z.literal('failed'),
    id: ChatId,
    code: LocalErrorCode,
    detail: z.string(),
  }),
]);
export type FromEngine = z.infer<typeof FromEngine>;
