import type { Receipt } from '@geko/contracts/receipt';
import type { tokenUsage } from '@geko/db/schema/money';

/** The receipt of a usage row. */
export function receiptOf(row: typeof tokenUsage.$inferSelect, modelName: string): Receipt {
  const usage = {
    inputTokens: row.inputTokens,
    cachedInputTokens: row.cachedInputTokens,
    cacheWriteTokens: row.cacheWriteTokens,
    outputTokens: row.outputTokens,
    reasoningTokens: row.reasoningTokens,
  };
  return {
    turnId: row.id,
    modelId: row.modelId,
    modelName,
    provider: row.provider,
    priceVersion: row.priceVersion,
    usage,
    totalTokens: Object.values(usage).reduce((sum, tokens) => sum + tokens, 0),
    lines: row.lines,
    costNano: row.costNano.toString(),
    chargeNano: row.chargeNano.toString(),
    markupBps: row.markupBps,
    funding: row.funding,
    isEstimated: row.isEstimated,
    overshootTokens: row.overshootTokens,
    outcome: row.outcome,
    timeToFirstTokenMs: row.timeToFirstTokenMs,
    durationMs: row.durationMs,
    at: row.createdAt.toISOString(),
  };
}
