import { and, arrayContains, asc, desc, eq, lte, or, sql } from 'drizzle-orm';
import { FREE_PRICE, type Price } from '@geko/domain/pricing';
import type { Tx } from '@geko/db/client';
import { modelCatalog, modelPrices, workspaceModels } from '@geko/db/schema/models';
import { toPrice } from './price-of.ts';

export type CatalogueModel = typeof modelCatalog.$inferSelect;

/** A catalogue row with the price in effect, the workspace's decision about it and the operator's markup on it there. */
export type OfferedModel = {
  model: CatalogueModel;
  price: (Price & { effectiveFrom: Date }) | null;
  isEnabled: boolean;
  /** In basis points; null = none for this workspace and model. */
  workspaceMarkupBps: number | null;
};

type Place = { tenantId: string; workspaceId: string; now: Date };

/** The published model with this id or alias, as one workspace sees it; null when there is none. */
export async function findModel(
  tx: Tx,
  place: Place & { modelId: string },
): Promise<OfferedModel | null> {
  const rows = await selectOffered(tx, place).where(
    and(
      eq(modelCatalog.isPublished, true),
      or(eq(modelCatalog.id, place.modelId), arrayContains(modelCatalog.aliases, [place.modelId])),
    ),
  );
  const exact = rows.find((row) => row.model.id === place.modelId) ?? rows[0];
  return exact ? toOffered(exact) : null;
}

/** Every published model, as one workspace sees it, in the catalogue's order. */
export async function listOfferedModels(tx: Tx, place: Place): Promise<OfferedModel[]> {
  const rows = await selectOffered(tx, place)
    .where(eq(modelCatalog.isPublished, true))
    .orderBy(asc(modelCatalog.sortOrder), asc(modelCatalog.id));
  return rows.map(toOffered);
}

/** The price version that a hold was taken under; version 0 is what a local model costs: nothing. */
export async function getPrice(
  tx: Tx,
  { modelId, version }: { modelId: string; version: number },
): Promise<Price> {
  if (version === 0) return FREE_PRICE;
  const [row] = await tx
    .select()
    .from(modelPrices)
    .where(and(eq(modelPrices.modelId, modelId), eq(modelPrices.version, version)));
  if (!row) throw new Error(`price ${version} of ${modelId} is gone`);
  return toPrice(row);
}

function selectOffered(tx: Tx, { tenantId, workspaceId, now }: Place) {
  const current = tx
    .selectDistinctOn([modelPrices.modelId])
    .from(modelPrices)
    .where(lte(modelPrices.effectiveFrom, now))
    .orderBy(modelPrices.modelId, desc(modelPrices.effectiveFrom), desc(modelPrices.version))
    .as('current_price');
  return tx
    .select({
      model: modelCatalog,
      priceVersion: current.version,
      effectiveFrom: current.effectiveFrom,
      inputNano: current.inputNano,
      cachedInputNano: current.cachedInputNano,
      cacheWriteNano: current.cacheWriteNano,
      outputNano: current.outputNano,
      reasoningNano: current.reasoningNano,
      tiers: current.tiers,
      imageNano: current.imageNano,
      charactersNano: current.charactersNano,
      minuteNano: current.minuteNano,
      isEnabled: sql<boolean>`coalesce(${workspaceModels.isEnabled}, true)`,
      workspaceMarkupBps: workspaceModels.markupBps,
    })
    .from(modelCatalog)
    .leftJoin(current, eq(current.modelId, modelCatalog.id))
    .leftJoin(
      workspaceModels,
      and(
        eq(workspaceModels.tenantId, tenantId),
        eq(workspaceModels.workspaceId, workspaceId),
        eq(workspaceModels.modelId, modelCatalog.id),
      ),
    )
    .$dynamic();
}

type OfferedRow = Awaited<ReturnType<typeof selectOffered>>[number];

function toOffered(row: OfferedRow): OfferedModel {
  const {
    model,
    isEnabled,
    workspaceMarkupBps,
    priceVersion,
    effectiveFrom,
    inputNano,
    outputNano,
    tiers,
  } = row;
  if (
    priceVersion === null ||
    effectiveFrom === null ||
    inputNano === null ||
    outputNano === null
  ) {
    return { model, isEnabled, workspaceMarkupBps, price: null };
  }
  const { cachedInputNano, cacheWriteNano, reasoningNano, charactersNano, minuteNano } = row;
  const price = toPrice({
    version: priceVersion,
    inputNano,
    outputNano,
    cachedInputNano,
    cacheWriteNano,
    reasoningNano,
    tiers: tiers ?? [],
    imageNano: row.imageNano ?? {},
    charactersNano,
    minuteNano,
  });
  return { model, isEnabled, workspaceMarkupBps, price: { ...price, effectiveFrom } };
}
