import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import type { Meter } from '@geko/contracts/meters';
import type { TakenLot } from '@geko/domain/choose-option';
import type { LedgerEntry } from '@geko/domain/ledger';
import { toEntries } from '../ledger/post-journal.ts';
import type { ChangedCounter } from '../notices/crossed-caps.ts';
import { toDay, type UsageDayRow } from '../usage/add-usage-day.ts';

export type BookedCall = {
  /** The counters that moved. */
  changed: ChangedCounter[];
  /** What the wallet holds now; null where it did not pay. */
  walletAfterNano: bigint | null;
};

/**
 * Books an ended call on everything but its receipt: gives back what its hold had set aside, counts what it used on every
 * counter that counts it, takes what was spent of each lot for good, posts the journal, adds to the day's sums. One round
 * trip, late in its transaction: a busy workspace's calls wait for each other from here to the commit. The hold's row must
 * be settled in the same transaction.
 *
 * @param subjects the counters that count every call of this member and model.
 * @param at when the call began: it counts in the periods of that moment.
 */
export async function bookCall(
  tx: Tx,
  call: {
    holdId: string;
    at: Date;
    used: Record<Meter, bigint>;
    subjects: readonly string[];
    spent: readonly TakenLot[];
    day: UsageDayRow;
    /** Without entries there is no journal. */
    journal: { id: string; entries: readonly LedgerEntry[] };
  },
): Promise<BookedCall> {
  const used = Object.fromEntries(
    Object.entries(call.used).map(([meter, amount]) => [meter, amount.toString()]),
  );
  const spent = call.spent.map(({ lotId, amountNano }) => ({
    lotId,
    amountNano: amountNano.toString(),
  }));
  const at = call.at.toISOString();
  const journal = { id: call.journal.id, at, entries: toEntries(call.journal.entries) };
  const subjects = sql.join(
    call.subjects.map((subject) => sql`${subject}`),
    sql`, `,
  );
  const { rows } = await tx.execute<{
    booked: { changed: ChangedCounter[]; walletNano: string | null };
  }>(
    sql`select book_call(${call.holdId}::uuid, ${at}::timestamptz, ${JSON.stringify(used)}::jsonb,
      array[${subjects}]::text[], ${JSON.stringify(spent)}::jsonb, ${JSON.stringify(toDay(call.day))}::jsonb,
      ${JSON.stringify(journal)}::jsonb) as booked`,
  );
  const booked = rows[0]?.booked;
  if (!booked) throw new Error('book_call gave no answer');
  const { changed, walletNano } = booked;
  return { changed, walletAfterNano: walletNano === null ? null : BigInt(walletNano) };
}
