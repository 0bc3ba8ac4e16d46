import type { Receipt } from '@geko/contracts/receipt';
import type { tokenUsage, usageCorrections } from '@geko/db/schema/money';

export type UsageRow = typeof tokenUsage.$inferSelect;
export type CorrectionRow = typeof usageCorrections.$inferSelect;

/** The receipt of a usage row; with its newest correction, of what became known later. */
export function receiptOf(
  row: UsageRow,
  modelName: string,
  correction: CorrectionRow | null = null,
): Receipt {
  const figures = correction ?? row;
  const usage = {
    inputTokens: figures.inputTokens,
    cachedInputTokens: figures.cachedInputTokens,
    cacheWriteTokens: figures.cacheWriteTokens,
    outputTokens: figures.outputTokens,
    reasoningTokens: figures.reasoningTokens,
  };
  return {
    turnId: row.id,
    modelId: row.modelId,
    modelName,
    provider: row.provider,
    priceVersion: row.priceVersion,
    usage,
    totalTokens: Object.values(usage).reduce((sum, tokens) => sum + tokens, 0),
    lines: figures.lines,
    costNano: figures.costNano.toString(),
    chargeNano: figures.chargeNano.toString(),
    markupBps: row.markupBps,
    funding: row.funding,
    absorbedNano: figures.absorbedNano.toString(),
    isCorrected: correction !== null,
    isEstimated: figures.isEstimated,
    overshootTokens: figures.overshootTokens,
    outcome: row.outcome,
    timeToFirstTokenMs: row.timeToFirstTokenMs,
    durationMs: row.durationMs,
    at: row.createdAt.toISOString(),
  };
}
