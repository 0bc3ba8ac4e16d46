import { and, desc, eq, isNotNull, lt, sql } from 'drizzle-orm';
import type { ListTransactions, Transaction, TransactionPage } from '@geko/contracts/wallet';
import { creditLots, ledgerEntries, ledgerJournals, usageCorrections } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';

/** Every journal that touched the wallet, the last one posted first: ids of journals rise with time. */
export async function listTransactions(
  { tx, caller }: Scope,
  input: ListTransactions,
): Promise<TransactionPage> {
  const after = fromCursor(input.cursor);
  const ofJournal = and(
    eq(ledgerEntries.tenantId, ledgerJournals.tenantId),
    eq(ledgerEntries.workspaceId, ledgerJournals.workspaceId),
    eq(ledgerEntries.journalId, ledgerJournals.id),
    eq(ledgerEntries.account, 'wallet'),
  );
  const sum = tx
    .select({ sum: sql`coalesce(-sum(${ledgerEntries.amountNano}), 0)::bigint` })
    .from(ledgerEntries)
    .where(ofJournal);
  const lotKind = tx
    .select({ kind: creditLots.kind })
    .from(ledgerEntries)
    .innerJoin(
      creditLots,
      and(
        eq(creditLots.tenantId, ledgerEntries.tenantId),
        eq(creditLots.workspaceId, ledgerEntries.workspaceId),
        eq(creditLots.id, ledgerEntries.lotId),
      ),
    )
    .where(ofJournal)
    .limit(1);
  const correctedId = tx
    .select({ id: usageCorrections.usageId })
    .from(usageCorrections)
    .where(
      and(
        eq(usageCorrections.tenantId, ledgerJournals.tenantId),
        eq(usageCorrections.workspaceId, ledgerJournals.workspaceId),
        eq(usageCorrections.id, ledgerJournals.operationId),
      ),
    );
  const found = await tx
    .select({
      id: ledgerJournals.id,
      // Journals of other kinds do not touch the wallet.
      kind: sql<Transaction['kind']>`${ledgerJournals.kind}`,
      operationId: ledgerJournals.operationId,
      turnId: sql<string | null>`case ${ledgerJournals.kind}
        when 'usage' then ${ledgerJournals.operationId} when 'correction' then (${correctedId}) end`,
      afterNano: ledgerJournals.walletAfterNano,
      at: ledgerJournals.createdAt,
      amountNano: sql<bigint>`(${sum})`.mapWith(BigInt),
      lotKind: sql<Transaction['lotKind']>`(${lotKind})`,
    })
    .from(ledgerJournals)
    .where(
      and(
        eq(ledgerJournals.tenantId, caller.tenantId),
        eq(ledgerJournals.workspaceId, caller.workspaceId),
        isNotNull(ledgerJournals.walletAfterNano),
        after ? lt(ledgerJournals.id, after.id) : undefined,
      ),
    )
    .orderBy(desc(ledgerJournals.id))
    .limit(input.limit + 1);
  const { rows, nextCursor } = toPage(found, input.limit, ({ at, id }) => ({ at, id }));
  return {
    items: rows.map(({ afterNano, amountNano, at, ...row }) => ({
      id: row.id,
      kind: row.kind,
      operationId: row.operationId,
      turnId: row.turnId,
      amountNano: amountNano.toString(),
      beforeNano: ((afterNano ?? 0n) - amountNano).toString(),
      afterNano: (afterNano ?? 0n).toString(),
      lotKind: row.kind === 'grant' || row.kind === 'expiry' ? row.lotKind : null,
      at: at.toISOString(),
    })),
    nextCursor,
  };
}
