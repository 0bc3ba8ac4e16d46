import { countTokens as countCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import type { ProviderId } from '@geko/contracts/models';
import { byTokenizer, countTokens } from './tokens.ts';

/** Whose embeddings are of OpenAI's models, which keep to the older cl100k_base. */
const isOpenAIs: ReadonlySet<ProviderId> = new Set(['openai', 'compatible', 'demo']);

/** Tokens of one input of an embedding, as held before the call: of a text as counted here, or as many as are listed. */
export function countEmbeddingTokens(
  input: string | readonly number[],
  provider: ProviderId,
): number {
  if (typeof input !== 'string') return input.length;
  return byTokenizer(
    isOpenAIs.has(provider) ? countTokens(input, countCl100k) : countTokens(input),
    provider,
  );
}
