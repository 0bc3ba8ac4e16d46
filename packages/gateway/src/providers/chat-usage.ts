import type { JSONObject, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';
import { ABSENT_USAGE, type RawNews } from './provider.ts';
import { countOf, objectOf, without } from './read-json.ts';

/**
 * Usage of the /chat/completions dialect: prompt tokens include the cached ones, completion tokens the
 * reasoning. Cached tokens have a name of their own at DeepSeek and at Mistral.
 */
export function normaliseChatUsage(usage: LanguageModelV4Usage): TokenUsage {
  if (usage.raw === undefined) return ABSENT_USAGE;
  const raw = objectOf(usage.raw);
  const promptDetails = objectOf(raw['prompt_tokens_details'] ?? raw['prompt_token_details']);
  const cachedInputTokens =
    countOf(promptDetails['cached_tokens']) ??
    countOf(raw['prompt_cache_hit_tokens']) ??
    countOf(raw['num_cached_tokens']);
  const cacheWriteTokens = countOf(promptDetails['cache_write_tokens']);
  const reasoningTokens = countOf(objectOf(raw['completion_tokens_details'])['reasoning_tokens']);
  return {
    inputTokens: without(countOf(raw['prompt_tokens']), cachedInputTokens, cacheWriteTokens),
    cachedInputTokens,
    cacheWriteTokens,
    outputTokens: without(countOf(raw['completion_tokens']), reasoningTokens),
    reasoningTokens,
  };
}

/** What a chunk of the /chat/completions dialect says of its end. Groq's counts have a place of their own. */
export function readChatChunk(chunk: JSONObject): RawNews | null {
  const { choices, usage: plain, x_groq: groq } = chunk;
  const reason = Array.isArray(choices) ? objectOf(choices[0])['finish_reason'] : null;
  const finishReason = typeof reason === 'string' && reason !== '' ? reason : null;
  const usage = plain ?? (groq === undefined ? null : objectOf(groq)['usage']) ?? null;
  if (finishReason === null && usage === null) return null;
  return { input: null, finishReason, usage: usage === null ? null : objectOf(usage) };
}
