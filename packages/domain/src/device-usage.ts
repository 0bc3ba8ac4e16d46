import type { LocalChatEnd } from '@geko/contracts/local-models';

type Usage = LocalChatEnd['usage'];

/** The provider that stands in receipts of what people's own machines have answered. */
export const DEVICE_PROVIDER = 'device';

/** Signs of a chat that have no text: where it begins, whose turn it is, where it ends. */
const UNSEEN_TOKENS = 16;

/**
 * What is believed of the counts that a machine tells: no more input than its model reads at most, no more output than
 * its text has bytes, as no token has less than one.
 */
export function believedUsage(
  told: Usage,
  {
    contextTokens,
    answer,
    reasoning,
  }: { contextTokens: number; answer: string; reasoning: string },
): Usage {
  const most = (text: string) =>
    text === '' ? 0 : new TextEncoder().encode(text).length + UNSEEN_TOKENS;
  return {
    inputTokens: Math.min(told.inputTokens, contextTokens),
    outputTokens: Math.min(told.outputTokens, most(answer)),
    reasoningTokens: Math.min(told.reasoningTokens, most(reasoning)),
  };
}
