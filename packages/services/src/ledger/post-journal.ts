import { sql } from 'drizzle-orm';
import { makePgArray } from 'drizzle-orm/pg-core';
import type { JournalKind } from '@geko/contracts/journal-kinds';
import type { Tx } from '@geko/db/client';
import type { LedgerEntry } from '@geko/domain/ledger';

/**
 * Posts a journal of the workspace that the transaction is in, and moves its balances. operationId: what is booked; a
 * second journal of that kind about it is refused by its key. Returns what the wallet holds after it; null where the
 * journal does not touch the wallet.
 */
export async function postJournal(
  tx: Tx,
  journal: {
    id: string;
    kind: JournalKind;
    operationId: string;
    at: Date;
    entries: readonly LedgerEntry[];
  },
): Promise<bigint | null> {
  const { entries } = journal;
  const { rows } = await tx.execute<{ wallet: string | bigint | null }>(
    sql`select post_journal(${journal.id}, ${journal.kind}, ${journal.operationId}, ${journal.at.toISOString()},
      ${makePgArray(entries.map(({ account }) => account))},
      ${makePgArray(entries.map(({ amountNano }) => amountNano))},
      ${makePgArray(entries.map(({ lotId }) => lotId ?? null))}) as wallet`,
  );
  const wallet = rows[0]?.wallet ?? null;
  return wallet === null ? null : BigInt(wallet);
}
