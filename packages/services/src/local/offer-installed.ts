import { eq } from 'drizzle-orm';
import type { LocalModel } from '@geko/contracts/local-models';
import type { Db } from '@geko/db/client';
import { modelCatalog } from '@geko/db/schema/models';
import { localCatalogueId } from '@geko/contracts/local-catalogue-id';

type Row = typeof modelCatalog.$inferInsert;

/** Answers are no longer than this, as a small machine writes a few words a second. */
const MOST_OUTPUT_TOKENS = 4_096;
/** Behind every model of the seed. */
const SORT_ORDER = 10_000;

function toRow(model: LocalModel): Row {
  const contextTokens = model.fit.isFitting ? model.fit.contextTokens : model.contextTokens;
  return {
    id: localCatalogueId(model.id),
    provider: 'local',
    upstreamModel: model.id,
    name: model.name,
    kind: 'chat',
    tier: 'local',
    contextTokens,
    maxOutputTokens: Math.min(MOST_OUTPUT_TOKENS, Math.floor(contextTokens / 2)),
    abilities: { vision: false, tools: false, reasoning: model.hasReasoning, json: false },
    isPublished: true,
    sortOrder: SORT_ORDER,
  };
}

/**
 * Makes the catalogue say what this server has: what is ready is published, what is gone is not. Pickers hear of it as of
 * any change of the catalogue. models: all that the server knows of.
 */
export async function offerInstalled(db: Db, models: readonly LocalModel[]): Promise<void> {
  const ready = models.filter(({ status }) => status.state === 'ready').map(toRow);
  await db.transaction(async (tx) => {
    const known = await tx.select().from(modelCatalog).where(eq(modelCatalog.provider, 'local'));
    for (const row of ready) {
      const same = known.find(({ id }) => id === row.id);
      if (same?.isPublished && same.contextTokens === row.contextTokens) continue;
      const { id: _id, ...changing } = row;
      await tx
        .insert(modelCatalog)
        .values(row)
        .onConflictDoUpdate({
          target: modelCatalog.id,
          set: changing,
          setWhere: eq(modelCatalog.provider, 'local'),
        });
    }
    for (const { id, isPublished } of known) {
      if (!isPublished || ready.some((row) => row.id === id)) continue;
      await tx.update(modelCatalog).set({ isPublished: false }).where(eq(modelCatalog.id, id));
    }
  });
}
