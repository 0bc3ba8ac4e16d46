import type { TokenClass, TokenUsage } from '@geko/contracts/meters';

/** Token counts with no gaps: what the provider said, or else what we counted. */
export type KnownUsage = Record<TokenClass, number>;

export const NO_USAGE: KnownUsage = {
  inputTokens: 0,
  cachedInputTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 0,
  reasoningTokens: 0,
};

/**
 * Fills the gaps of a provider's usage. Input and output are judged apart: a side whose main count is
 * absent is counted by us and makes the whole estimated, while an absent part of a known side (no cache,
 * no reasoning) is zero. A zero that is present is the provider's word and stays zero; the gateway never
 * passes on the provisional zeros of a call that did not finish, so a zero here is a final one.
 *
 * @param fallback our own counts, cached input and reasoning included.
 */
export function knownUsage(
  usage: TokenUsage | null,
  fallback: { inputTokens: number; outputTokens: number },
): { usage: KnownUsage; isEstimated: boolean } {
  const cachedInputTokens = usage?.cachedInputTokens ?? 0;
  const cacheWriteTokens = usage?.cacheWriteTokens ?? 0;
  const reasoningTokens = usage?.reasoningTokens ?? 0;
  const inputTokens = usage?.inputTokens ?? null;
  const outputTokens = usage?.outputTokens ?? null;
  return {
    usage: {
      inputTokens:
        inputTokens ?? Math.max(0, fallback.inputTokens - cachedInputTokens - cacheWriteTokens),
      cachedInputTokens,
      cacheWriteTokens,
      outputTokens: outputTokens ?? Math.max(0, fallback.outputTokens - reasoningTokens),
      reasoningTokens,
    },
    isEstimated: inputTokens === null || outputTokens === null,
  };
}

/** Input tokens of every class: what price tiers look at. */
export function totalInputTokens(usage: TokenUsage): number {
  return (usage.inputTokens ?? 0) + (usage.cachedInputTokens ?? 0) + (usage.cacheWriteTokens ?? 0);
}

/** Output tokens, reasoning included. */
export function totalOutputTokens(usage: TokenUsage): number {
  return (usage.outputTokens ?? 0) + (usage.reasoningTokens ?? 0);
}

/** Tokens of every class; an absent class counts as none. */
export function totalTokens(usage: TokenUsage): number {
  return totalInputTokens(usage) + totalOutputTokens(usage);
}
