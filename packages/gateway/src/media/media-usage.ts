import type { JSONValue } from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';
import { ABSENT_USAGE } from '../providers/provider.ts';
import { countOf, objectOf, without } from '../providers/read-json.ts';

/**
 * The tokens in the usage object of what does not chat: those of an embedding, which has no output, or those of images,
 * speech and transcripts. All null = it tells none.
 */
export function readMediaUsage(raw: JSONValue): TokenUsage {
  const usage = objectOf(raw);
  const prompt = countOf(usage['prompt_tokens']);
  if (prompt !== null) {
    return {
      ...ABSENT_USAGE,
      inputTokens: prompt,
      outputTokens: countOf(usage['completion_tokens']) ?? 0,
    };
  }
  const cachedInputTokens = countOf(objectOf(usage['input_tokens_details'])['cached_tokens']);
  return {
    ...ABSENT_USAGE,
    inputTokens: without(countOf(usage['input_tokens']), cachedInputTokens),
    cachedInputTokens,
    outputTokens: countOf(usage['output_tokens']),
  };
}

/** Seconds of sound, as a transcript's usage tells them, rounded up; null = it does not. */
export function readSeconds(answer: JSONValue): number | null {
  const told = objectOf(answer);
  const seconds = objectOf(told['usage'])['seconds'] ?? told['duration'];
  const number = Number(seconds ?? Number.NaN);
  return Number.isFinite(number) && number >= 0 && number < 1e9 ? Math.ceil(number) : null;
}
