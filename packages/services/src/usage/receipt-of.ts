import { tokenClasses, type UnitUsage } from '@geko/contracts/meters';
import type { Receipt } from '@geko/contracts/receipt';
import type { tokenUsage, usageCorrections } from '@geko/db/schema/money';
import type { KnownUsage } from '@geko/domain/usage';

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
  const before = {
    totalTokens: sumOf(row),
    units: unitsOf(row),
    costNano: row.costNano.toString(),
    chargeNano: row.chargeNano.toString(),
  };
  return {
    turnId: row.id,
    modelId: row.modelId,
    modelName,
    askedFor: row.askedFor,
    hops: row.hops ?? [],
    provider: row.provider,
    priceVersion: row.priceVersion,
    usage,
    totalTokens: sumOf(usage),
    units: unitsOf(figures),
    lines: figures.lines,
    costNano: figures.costNano.toString(),
    chargeNano: figures.chargeNano.toString(),
    markupBps: row.markupBps,
    funding: row.funding,
    absorbedNano: figures.absorbedNano.toString(),
    isCorrected: correction !== null,
    correction: correction === null ? null : { at: correction.createdAt.toISOString(), ...before },
    isEstimated: figures.isEstimated,
    overshootTokens: figures.overshootTokens,
    outcome: row.outcome,
    timeToFirstTokenMs: row.timeToFirstTokenMs,
    durationMs: row.durationMs,
    at: row.createdAt.toISOString(),
  };
}

function unitsOf({ images, imageKind, characters, seconds }: UnitUsage): UnitUsage {
  return { images, imageKind, characters, seconds };
}

function sumOf(usage: KnownUsage): number {
  return tokenClasses.reduce((sum, one) => sum + usage[one], 0);
}
