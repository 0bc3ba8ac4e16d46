import type { JSONObject } from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';

/** Counts in Anthropic's words; null = the provider told none, or not all. */
export function toMessageUsage(usage: TokenUsage | null): JSONObject | null {
  if (usage === null || usage.outputTokens === null || usage.inputTokens === null) return null;
  return {
    input_tokens: usage.inputTokens,
    cache_creation_input_tokens: usage.cacheWriteTokens ?? 0,
    cache_read_input_tokens: usage.cachedInputTokens ?? 0,
    output_tokens: usage.outputTokens + (usage.reasoningTokens ?? 0),
  };
}
