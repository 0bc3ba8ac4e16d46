import { arrayOverlaps, inArray, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { ProviderId } from '@geko/contracts/models';
import type { CandidateFacts } from '@geko/contracts/prices';
import type { Tx } from '@geko/db/client';
import { modelCatalog } from '@geko/db/schema/models';
import type { CatalogueModel } from '../models/catalogue.ts';
import { catalogueIds } from './catalogue-id.ts';

/** Writes a new model into the catalogue, published, after the others of its provider. */
export async function addModel(
  tx: Tx,
  input: {
    provider: ProviderId;
    upstreamModel: string;
    facts: CandidateFacts;
    tier: 'free' | 'premium';
  },
): Promise<CatalogueModel> {
  const { provider, upstreamModel, facts, tier } = input;
  const wanted = catalogueIds({ provider, upstreamModel });
  const taken = await tx
    .select({ id: modelCatalog.id, aliases: modelCatalog.aliases })
    .from(modelCatalog)
    .where(
      sql`${inArray(modelCatalog.id, wanted)} or ${arrayOverlaps(modelCatalog.aliases, wanted)}`,
    );
  const names = new Set(taken.flatMap(({ id, aliases }) => [id, ...aliases]));
  for (const id of wanted.filter((one) => !names.has(one))) {
    const [made] = await tx
      .insert(modelCatalog)
      .values({
        id,
        provider,
        upstreamModel,
        name: facts.name,
        kind: facts.kind,
        tier,
        contextTokens: facts.contextTokens,
        maxOutputTokens: facts.maxOutputTokens,
        abilities: facts.abilities,
        releasedOn: facts.releasedOn,
        isPublished: true,
        sortOrder: sql`coalesce(
          (select max(c.sort_order) from model_catalog c where c.provider = ${provider}),
          (select max(c.sort_order) from model_catalog c where c.provider not in ('demo', 'local')), 0)`,
      })
      // Somebody else has just taken the name.
      .onConflictDoNothing()
      .returning();
    if (made) return made;
  }
  throw new AppError('CONFLICT', { message: 'Another model has this name.' });
}
