import { desc, lte } from 'drizzle-orm';
import type { Price } from '@geko/domain/pricing';
import type { Tx } from '@geko/db/client';
import { modelCatalog, modelPrices } from '@geko/db/schema/models';
import { toPrice } from '../models/price-of.ts';

/** A model of the catalogue with the price in effect. */
export type BookedModel = {
  id: string;
  provider: string;
  upstreamModel: string;
  price: (Price & { effectiveFrom: Date }) | null;
};

/** Every model of the catalogue with the price that is in effect at a time; null = it has none. */
export async function loadPriceBook(
  tx: Pick<Tx, 'select' | 'selectDistinctOn'>,
  at: Date,
): Promise<BookedModel[]> {
  const models = await tx
    .select({
      id: modelCatalog.id,
      provider: modelCatalog.provider,
      upstreamModel: modelCatalog.upstreamModel,
    })
    .from(modelCatalog);
  const prices = await tx
    .selectDistinctOn([modelPrices.modelId])
    .from(modelPrices)
    .where(lte(modelPrices.effectiveFrom, at))
    .orderBy(modelPrices.modelId, desc(modelPrices.effectiveFrom), desc(modelPrices.version));
  const byModel = new Map(prices.map((row) => [row.modelId, row]));
  return models.map((model) => {
    const row = byModel.get(model.id);
    const price = row ? { ...toPrice(row), effectiveFrom: row.effectiveFrom } : null;
    return { ...model, price };
  });
}
