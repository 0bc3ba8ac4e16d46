import { and, asc, count, desc, eq, inArray, lte } from 'drizzle-orm';
import {
  CandidateFacts,
  type CandidateList,
  type ListCandidates,
  type ModelCandidate,
} from '@geko/contracts/prices';
import { modelCandidates, modelCatalog, modelPrices } from '@geko/db/schema/models';
import type { OperatorDeps } from '../admin/operator.ts';
import { priceView } from '../models/price-view.ts';
import { toPrice } from '../models/price-of.ts';

/** More than a price list of the known providers names. */
const MOST = 500;

/** The candidates of one status, the newest import first, each beside the catalogue's model that it would change. */
export async function listCandidates(
  { db, now }: Pick<OperatorDeps, 'db' | 'now'>,
  { status }: ListCandidates,
): Promise<CandidateList> {
  const counts = await db
    .select({ status: modelCandidates.status, count: count() })
    .from(modelCandidates)
    .groupBy(modelCandidates.status);
  const rows = await db
    .select()
    .from(modelCandidates)
    .where(eq(modelCandidates.status, status))
    .orderBy(desc(modelCandidates.importedAt), asc(modelCandidates.id))
    .limit(MOST);
  const read = rows.map((row) => ({ ...row, facts: CandidateFacts.parse(row.facts) }));
  const existing = await findExisting(
    { db, now },
    read.map(({ facts }) => facts.upstreamModel),
  );
  return {
    candidates: read.map((row): ModelCandidate => ({
      id: row.id,
      facts: row.facts,
      status: row.status,
      problems: row.problems,
      existing: existing.get(`${row.facts.provider}/${row.facts.upstreamModel}`) ?? null,
      importedAt: row.importedAt.toISOString(),
    })),
    counts: Object.fromEntries(counts.map((row) => [row.status, Number(row.count)])),
  };
}

type Existing = NonNullable<ModelCandidate['existing']>;

/** The catalogue's models that call these at their providers, with the price in effect, by "<provider>/<model>". */
async function findExisting(
  { db, now }: Pick<OperatorDeps, 'db' | 'now'>,
  upstreamModels: string[],
): Promise<Map<string, Existing>> {
  if (upstreamModels.length === 0) return new Map();
  const models = await db
    .select({
      id: modelCatalog.id,
      provider: modelCatalog.provider,
      upstreamModel: modelCatalog.upstreamModel,
    })
    .from(modelCatalog)
    .where(inArray(modelCatalog.upstreamModel, [...new Set(upstreamModels)]));
  const prices = await db
    .selectDistinctOn([modelPrices.modelId])
    .from(modelPrices)
    .where(
      and(
        lte(modelPrices.effectiveFrom, now()),
        inArray(
          modelPrices.modelId,
          models.map(({ id }) => id),
        ),
      ),
    )
    .orderBy(modelPrices.modelId, desc(modelPrices.effectiveFrom), desc(modelPrices.version));
  return new Map(
    models.map(({ id, provider, upstreamModel }) => {
      const row = prices.find(({ modelId }) => modelId === id);
      const price = row ? priceView({ ...toPrice(row), effectiveFrom: row.effectiveFrom }) : null;
      return [`${provider}/${upstreamModel}`, { modelId: id, price }];
    }),
  );
}
