import { eq, inArray, sql } from 'drizzle-orm';
import { CandidateFacts, type ImportPrices, type ImportResult } from '@geko/contracts/prices';
import { readPriceList } from '@geko/domain/price-list';
import type { Tx } from '@geko/db/client';
import { modelCandidates } from '@geko/db/schema/models';
import { users } from '@geko/db/schema/identity';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { loadPriceBook } from './load-price-book.ts';
import { weighCandidate, type KnownCandidate } from './weigh-candidate.ts';

const MOST_SKIPPED = 20;

type Row = typeof modelCandidates.$inferInsert;

/**
 * Reads a public price list: what is new in it, or other than in the book, waits as a candidate, in quarantine where its
 * price is suspicious. Nothing can be called by it, and no price changes. The same list again changes nothing; what was
 * dismissed stays so until its facts change. operator null = Geko's own command line.
 * @throws AppError BAD_REQUEST where it is no price list.
 */
export async function importPrices(
  deps: OperatorDeps,
  operator: Operator | null,
  { list }: ImportPrices,
): Promise<ImportResult> {
  const { entries, skipped } = readPriceList(list);
  const importedAt = deps.now();
  return deps.db.transaction(async (tx) => {
    // One list at a time; a candidate that is just published is waited for below, row by row.
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended('price list', 0))`);
    const book = await loadPriceBook(tx, importedAt);
    const known = await findKnown(tx, entries.map(idOf));
    const weighed = entries.map((facts) =>
      weighCandidate(facts, { book, known: known.get(idOf(facts)) ?? null }),
    );
    const rows = entries.flatMap((facts, index): Row[] => {
      const result = weighed[index];
      if (result === undefined || result.kind === 'unchanged') return [];
      const { status, problems } = result;
      const decidedAt = status === 'published' ? importedAt : null;
      return [{ id: idOf(facts), facts, status, problems, importedAt, decidedAt }];
    });
    await writeRows(tx, rows);
    const count = (status: Row['status']) => rows.filter((row) => row.status === status).length;
    const [candidates, quarantined] = [count('candidate'), count('quarantined')];
    await auditImport(tx, deps, operator, String(candidates + quarantined));
    return {
      candidates,
      quarantined,
      unchanged: entries.length - candidates - quarantined,
      skipped: mostOf(skipped),
    };
  });
}

const idOf = ({ provider, upstreamModel }: CandidateFacts) => `${provider}/${upstreamModel}`;

async function findKnown(tx: Tx, ids: string[]): Promise<Map<string, KnownCandidate>> {
  if (ids.length === 0) return new Map();
  const rows = await tx.select().from(modelCandidates).where(inArray(modelCandidates.id, ids));
  return new Map(
    rows.map(({ id, facts, status }) => [id, { facts: CandidateFacts.parse(facts), status }]),
  );
}

async function writeRows(tx: Tx, rows: Row[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(modelCandidates)
    .values(rows)
    .onConflictDoUpdate({
      target: modelCandidates.id,
      set: {
        facts: sql`excluded.facts`,
        status: sql`excluded.status`,
        problems: sql`excluded.problems`,
        importedAt: sql`excluded.imported_at`,
        decidedAt: sql`excluded.decided_at`,
      },
    });
}

function mostOf(skipped: string[]): string[] {
  if (skipped.length <= MOST_SKIPPED) return skipped;
  const shown = skipped.slice(0, MOST_SKIPPED - 1);
  return [...shown, `and ${skipped.length - shown.length} more`];
}

/** The command line acts for all operators: it is on the record of each. */
async function auditImport(
  tx: Tx,
  deps: OperatorDeps,
  operator: Operator | null,
  after: string,
): Promise<void> {
  const entry = { action: 'price.import', objectId: 'list', after } as const;
  if (operator !== null) return auditOperator(tx, deps, operator, entry);
  const operators = await tx
    .select({ userId: users.id })
    .from(users)
    .where(eq(users.platformRole, 'operator'))
    .orderBy(users.id);
  const request = { requestId: 'geko-prices-import', address: null, userAgent: null };
  for (const principal of operators) {
    await auditOperator(tx, deps, { principal, request, isGeko: true }, entry);
  }
}
