import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { tokenUsage } from '@geko/db/schema/money';
import { toRecord } from '@geko/db/record';
import type { TakenLot } from '@geko/domain/choose-option';
import type { LedgerEntry } from '@geko/domain/ledger';
import { toEntries } from '../ledger/post-journal.ts';
import type { ChangedCounter } from '../notices/crossed-caps.ts';

export type BookedCall = {
  /** The counters that moved. */
  changed: ChangedCounter[];
  /** What the wallet holds now; null where it did not pay. */
  walletAfterNano: bigint | null;
};

/**
 * Books an ended call: its receipt, what it used on every counter that counts it, what its hold gives back, what was
 * spent of each lot for good, the journal, the day's sums. One round trip, late in its transaction: a busy workspace's
 * calls wait for each other from here to the commit. The hold's row must be settled in the same transaction.
 *
 * @param call.localDay of the workspace's zone, on which the call began.
 * @param call.requests 0 = it is not counted as one.
 * @param call.subjects the counters that count every call of this member and model.
 */
export async function bookCall(
  tx: Tx,
  call: {
    receipt: typeof tokenUsage.$inferSelect;
    localDay: string;
    requests: number;
    subjects: readonly string[];
    spent: readonly TakenLot[];
    /** Without entries there is no journal. */
    journal: { id: string; entries: readonly LedgerEntry[] };
  },
): Promise<BookedCall> {
  const receipt = toRecord(tokenUsage, call.receipt);
  const spent = call.spent.map(({ lotId, amountNano }) => ({
    lotId,
    amountNano: amountNano.toString(),
  }));
  const journal = { id: call.journal.id, entries: toEntries(call.journal.entries) };
  const subjects = sql.join(
    call.subjects.map((subject) => sql`${subject}`),
    sql`, `,
  );
  const { rows } = await tx.execute<{
    booked: { changed: ChangedCounter[]; walletNano: string | null };
  }>(
    sql`select book_call(${JSON.stringify(receipt)}::jsonb, ${call.localDay}::date, ${call.requests}::integer,
      array[${subjects}]::text[], ${JSON.stringify(spent)}::jsonb, ${JSON.stringify(journal)}::jsonb) as booked`,
  );
  const booked = rows[0]?.booked;
  if (!booked) throw new Error('book_call gave no answer');
  const { changed, walletNano } = booked;
  return { changed, walletAfterNano: walletNano === null ? null : BigInt(walletNano) };
}
