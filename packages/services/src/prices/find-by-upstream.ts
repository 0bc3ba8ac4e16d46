import { and, asc, eq } from 'drizzle-orm';
import type { ProviderId } from '@geko/contracts/models';
import type { Tx } from '@geko/db/client';
import { modelCatalog } from '@geko/db/schema/models';
import type { CatalogueModel } from '../models/catalogue.ts';

/** The catalogue's model that a provider calls so; null when there is none. */
export async function findByUpstream(
  tx: Pick<Tx, 'select'>,
  { provider, upstreamModel }: { provider: ProviderId; upstreamModel: string },
): Promise<CatalogueModel | null> {
  const [model] = await tx
    .select()
    .from(modelCatalog)
    .where(and(eq(modelCatalog.provider, provider), eq(modelCatalog.upstreamModel, upstreamModel)))
    .orderBy(asc(modelCatalog.id))
    .limit(1);
  return model ?? null;
}
