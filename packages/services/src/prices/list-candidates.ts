import { asc, count, desc, eq } from 'drizzle-orm';
import {
  CandidateFacts,
  type CandidateList,
  type ListCandidates,
  type ModelCandidate,
} from '@geko/contracts/prices';
import { modelCandidates } from '@geko/db/schema/models';
import type { OperatorDeps } from '../admin/operator.ts';
import { priceView } from '../models/price-view.ts';
import { loadPriceBook, type BookedModel } from './load-price-book.ts';

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
  const book = await loadPriceBook(db, now());
  return {
    candidates: read.map((row): ModelCandidate => ({
      id: row.id,
      facts: row.facts,
      status: row.status,
      problems: row.problems,
      existing: existingOf(row.facts, book),
      importedAt: row.importedAt.toISOString(),
    })),
    counts: Object.fromEntries(counts.map((row) => [row.status, Number(row.count)])),
  };
}

/** The catalogue's model whose price a candidate would change. */
function existingOf(
  { provider, upstreamModel }: CandidateFacts,
  book: readonly BookedModel[],
): ModelCandidate['existing'] {
  const found = book.find(
    (model) => model.provider === provider && model.upstreamModel === upstreamModel,
  );
  if (found === undefined) return null;
  return { modelId: found.id, price: found.price === null ? null : priceView(found.price) };
}
