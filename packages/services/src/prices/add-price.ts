import { desc, eq } from 'drizzle-orm';
import type { CandidateFacts } from '@geko/contracts/prices';
import type { Tx } from '@geko/db/client';
import { modelCatalog, modelPrices } from '@geko/db/schema/models';

/**
 * Writes the next version of a model's price, in effect from now; what ran before keeps the one it was rated with. Lists
 * tell what tokens cost: what an image, a character or a minute costs stays as it is.
 */
export async function addPrice(
  tx: Tx,
  {
    modelId,
    prices,
    now,
  }: { modelId: string; prices: NonNullable<CandidateFacts['prices']>; now: Date },
): Promise<number> {
  // One at a time; and a model that has a price can be called.
  await tx.update(modelCatalog).set({ isPublished: true }).where(eq(modelCatalog.id, modelId));
  const [newest] = await tx
    .select({
      version: modelPrices.version,
      imageNano: modelPrices.imageNano,
      charactersNano: modelPrices.charactersNano,
      minuteNano: modelPrices.minuteNano,
    })
    .from(modelPrices)
    .where(eq(modelPrices.modelId, modelId))
    .orderBy(desc(modelPrices.version))
    .limit(1);
  const version = (newest?.version ?? 0) + 1;
  const nano = (amount: string | null) => (amount === null ? null : BigInt(amount));
  await tx.insert(modelPrices).values({
    ...newest,
    modelId,
    version,
    effectiveFrom: now,
    inputNano: BigInt(prices.inputNano),
    cachedInputNano: nano(prices.cachedInputNano),
    cacheWriteNano: nano(prices.cacheWriteNano),
    outputNano: BigInt(prices.outputNano),
    reasoningNano: nano(prices.reasoningNano),
    tiers: prices.tiers,
  });
  return version;
}
