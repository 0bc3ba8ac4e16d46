import { asc, desc, eq } from 'drizzle-orm';
import type { Db } from '@geko/db/client';
import { catalogueVersion, modelCatalog, modelPrices } from '@geko/db/schema/models';
import type { Price } from '@geko/domain/pricing';
import type { CatalogueModel, OfferedModel } from './catalogue.ts';
import { toPrice } from './price-of.ts';

type DatedPrice = Price & { effectiveFrom: Date };

/** The published models with their price books, of one version of the catalogue. */
export type CatalogueCopy = {
  /** As findModel: by id, else by alias, with the price in effect. */
  find(modelId: string, now: Date): PricedModel | null;
  /** As listOfferedModels: in the catalogue's order. */
  list(now: Date): PricedModel[];
};

/** A model with the price in effect. */
type PricedModel = Pick<OfferedModel, 'model' | 'price'>;

/** The catalogue in the memory of a process, which is read again when who asks has seen another version. */
export type CatalogueCopies = { at(version: string): Promise<CatalogueCopy> };

export function createCatalogueCopies({ db }: { db: Db }): CatalogueCopies {
  let known: { version: string; copy: CatalogueCopy } | null = null;
  let reading: Promise<void> | null = null;
  const read = async () => {
    known = await readCatalogue(db).finally(() => {
      reading = null;
    });
  };
  return {
    async at(version) {
      // Whoever is ahead of what was being read when they came waits for the next reading.
      for (let tries = 0; known?.version !== version && tries < 2; tries += 1) {
        await (reading ??= read());
      }
      if (known === null) throw new Error('the catalogue was not read');
      return known.copy;
    },
  };
}

/** All in one snapshot, so that the version is that of the rows. */
function readCatalogue(db: Db): Promise<{ version: string; copy: CatalogueCopy }> {
  return db.transaction(
    async (tx) => {
      const [version] = await tx.select().from(catalogueVersion);
      const models = await tx
        .select()
        .from(modelCatalog)
        .where(eq(modelCatalog.isPublished, true))
        .orderBy(asc(modelCatalog.id));
      const rows = await tx
        .select()
        .from(modelPrices)
        .orderBy(desc(modelPrices.effectiveFrom), desc(modelPrices.version));
      const prices = Map.groupBy(
        rows.map((row) => ({
          modelId: row.modelId,
          price: { ...toPrice(row), effectiveFrom: row.effectiveFrom },
        })),
        ({ modelId }) => modelId,
      );
      return {
        version: String(version?.version ?? 0n),
        copy: copyOf(
          models,
          new Map([...prices].map(([id, dated]) => [id, dated.map(({ price }) => price)])),
        ),
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
}

/** prices: by model, the newest first. */
function copyOf(
  models: readonly CatalogueModel[],
  prices: ReadonlyMap<string, readonly DatedPrice[]>,
): CatalogueCopy {
  const byAlias = new Map(
    models.toReversed().flatMap((model) => model.aliases.map((alias) => [alias, model] as const)),
  );
  const byId = new Map(models.map((model) => [model.id, model] as const));
  const inOrder = models.toSorted((one, other) => one.sortOrder - other.sortOrder);
  const priced = (model: CatalogueModel, now: Date): PricedModel => ({
    model,
    price: prices.get(model.id)?.find(({ effectiveFrom }) => effectiveFrom <= now) ?? null,
  });
  return {
    find(modelId, now) {
      const model = byId.get(modelId) ?? byAlias.get(modelId);
      return model === undefined ? null : priced(model, now);
    },
    list: (now) => inOrder.map((model) => priced(model, now)),
  };
}
