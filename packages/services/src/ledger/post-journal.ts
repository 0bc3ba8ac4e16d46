import { sql } from 'drizzle-orm';
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
    kind: 'usage' | 'correction' | 'grant' | 'expiry';
    operationId: string;
    at: Date;
    entries: readonly LedgerEntry[];
  },
): Promise<bigint | null> {
  const { rows } = await tx.execute<{ wallet: string | bigint | null }>(
    sql`select post_journal(${journal.id}::uuid, ${journal.kind}, ${journal.operationId}::uuid,
      ${journal.at.toISOString()}::timestamptz, ${JSON.stringify(toEntries(journal.entries))}::jsonb) as wallet`,
  );
  const wallet = rows[0]?.wallet ?? null;
  return wallet === null ? null : BigInt(wallet);
}

/** Entries as the database's functions read them. */
export function toEntries(
  entries: readonly LedgerEntry[],
): { account: string; amountNano: string; lotId: string | null }[] {
  return entries.map(({ account, amountNano, lotId = null }) => ({
    account,
    amountNano: amountNano.toString(),
    lotId,
  }));
}
