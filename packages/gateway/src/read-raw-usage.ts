import type { JSONValue, LanguageModelV4Usage } from '@ai-sdk/provider';
import type { TokenUsage } from '@geko/contracts/meters';
import type { ProviderId } from '@geko/contracts/models';
import { providerTable } from './providers/table.ts';

/** What the SDK makes of the counts; readers look at the provider's own object alone. */
const UNREAD: Omit<LanguageModelV4Usage, 'raw'> = {
  inputTokens: {
    total: undefined,
    noCache: undefined,
    cacheRead: undefined,
    cacheWrite: undefined,
  },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

/**
 * The counts in a provider's own usage object, as they were read when its call ended: so that a receipt can be
 * recomputed from its evidence. hasFinishReason: whether the provider had told why it ended.
 */
export function readRawUsage(
  provider: ProviderId,
  raw: JSONValue,
  { hasFinishReason }: { hasFinishReason: boolean },
): TokenUsage {
  const usage = { ...UNREAD, raw } as LanguageModelV4Usage;
  return providerTable[provider].normaliseUsage(usage, { hasFinishReason, providerMetadata: null });
}
