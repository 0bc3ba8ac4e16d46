import type { Price } from '@geko/domain/pricing';
import type { modelPrices } from '@geko/db/schema/models';

type Row = typeof modelPrices.$inferSelect;

/** A price as the rules read it, of a row of the price book. */
export function toPrice(row: Omit<Row, 'modelId' | 'effectiveFrom'>): Price {
  const nano = (text: string | null) => (text === null ? null : BigInt(text));
  return {
    version: row.version,
    inputNano: row.inputNano,
    cachedInputNano: row.cachedInputNano,
    cacheWriteNano: row.cacheWriteNano,
    outputNano: row.outputNano,
    reasoningNano: row.reasoningNano,
    imageNano: Object.fromEntries(
      Object.entries(row.imageNano).map(([kind, price]) => [kind, BigInt(price)]),
    ),
    charactersNano: row.charactersNano,
    minuteNano: row.minuteNano,
    tiers: row.tiers.map((tier) => ({
      aboveInputTokens: tier.aboveInputTokens,
      inputNano: BigInt(tier.inputNano),
      cachedInputNano: nano(tier.cachedInputNano),
      cacheWriteNano: nano(tier.cacheWriteNano),
      outputNano: BigInt(tier.outputNano),
      reasoningNano: nano(tier.reasoningNano),
    })),
  };
}
