import { z } from 'zod';
import { ModelId } from './ids.ts';
import { Text } from './text.ts';

/** POST /api/v1/embeddings, as OpenAI's API reference has it: https://platform.openai.com/docs/api-reference/embeddings. */

/** Texts, or lists of tokens, that one request may hold. */
export const MAX_EMBEDDED = 2_048;

const EmbeddedText = Text.min(1).max(100_000);
const Tokens = z
  .array(z.number().int().nonnegative().max(1_000_000))
  .min(1)
  .max(MAX_EMBEDDED * 16);

export const EmbeddingRequest = z.strictObject({
  model: ModelId,
  /** A text, or tokens of one; or a list of either. */
  input: z.union(
    [
      EmbeddedText,
      z.array(EmbeddedText).min(1).max(MAX_EMBEDDED),
      Tokens,
      z.array(Tokens).min(1).max(MAX_EMBEDDED),
    ],
    { message: `must be a text, a list of tokens, or a list of up to ${MAX_EMBEDDED} of either` },
  ),
  encoding_format: z.enum(['float', 'base64']).nullish(),
  dimensions: z.number().int().min(1).max(100_000).nullish(),
  // Taken, and passed to nobody: who asks is the key's person.
  user: Text.max(512).optional(),
});
export type EmbeddingRequest = z.infer<typeof EmbeddingRequest>;

/** The texts, or lists of tokens, that are asked for, each of which becomes one vector. */
export function embeddedInputs({
  input,
}: Pick<EmbeddingRequest, 'input'>): readonly (string | readonly number[])[] {
  if (typeof input === 'string') return [input];
  return isTokens(input) ? [input] : input;
}

function isTokens(input: Exclude<EmbeddingRequest['input'], string>): input is number[] {
  return typeof input[0] === 'number';
}

/** What every answer has; providers write more into it, which passes as it came. */
export const EmbeddingList = z.looseObject({
  object: z.literal('list'),
  data: z.array(
    z.looseObject({
      object: z.literal('embedding'),
      index: z.number().int(),
      /** base64: little-endian 32-bit floats. */
      embedding: z.union([z.array(z.number()), z.string()]),
    }),
  ),
  model: z.string(),
  usage: z.looseObject({ prompt_tokens: z.number().int(), total_tokens: z.number().int() }),
});
