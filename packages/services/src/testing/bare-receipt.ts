import { NO_UNITS } from '@geko/contracts/meters';
import type { TenantContext } from '@geko/db/client';
import type { tokenUsage } from '@geko/db/schema/money';
import { NOW } from './hold-cases.ts';

/** The receipt of a call out of the wallet with nothing on it but what is told. */
export function bareReceipt(
  { tenantId, workspaceId, userId }: TenantContext,
  told: { id: string; meteredTokens: number; chargeNano: bigint },
): typeof tokenUsage.$inferSelect {
  return {
    tenantId,
    workspaceId,
    userId,
    apiKeyId: null,
    conversationId: null,
    askedFor: null,
    hops: null,
    createdAt: NOW,
    modelId: 'any',
    provider: 'openai',
    priceVersion: 1,
    markupBps: 0,
    keyAlias: null,
    inputTokens: 0,
    cachedInputTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    reasoningTokens: 0,
    ...NO_UNITS,
    overshootTokens: 0,
    rawUsage: null,
    isEstimated: true,
    lines: [],
    costNano: 0n,
    absorbedNano: 0n,
    funding: 'credits',
    outcome: 'finished',
    timeToFirstTokenMs: null,
    durationMs: 1,
    ...told,
  };
}
