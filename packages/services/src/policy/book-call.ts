import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { tokenUsage, type HeldAmount } from '@geko/db/schema/money';
import { toRecord } from '@geko/db/record';
import type { TakenLot } from '@geko/domain/choose-option';
import type { LedgerEntry } from '@geko/domain/ledger';
import type { ChangedCounter } from '../notices/crossed-caps.ts';
import type { HeldTerms } from './booking.ts';

export type BookedCall = {
  /** The counters that moved. */
  changed: ChangedCounter[];
  /** What the wallet holds now; null where it did not pay. */
  walletAfterNano: bigint | null;
};

/** Of a hold's row what is of its own call, however much it has set aside. */
export type KeptTerms = Pick<HeldTerms, 'inputTokens' | 'maxOutputTokens' | 'amounts' | 'lots'>;

/** An ended call, and the hold that was taken for it. */
export type EndedCall = {
  /** Its id is the hold's. */
  receipt: typeof tokenUsage.$inferSelect;
  /** What the hold has set aside. */
  hold: { amounts: readonly HeldAmount[]; lots: readonly TakenLot[] };
  /** What it is narrowed to as it is closed; it stays as it is without. */
  keptTerms?: KeptTerms;
  endedAt: Date;
  /** Of the workspace's zone, on which the call began. */
  localDay: string;
  /** 0 = it is not counted as one. */
  requests: number;
  /** The counters that count every call of this member and model. */
  subjects: readonly string[];
  /** What is taken of the hold's lots for good. */
  spent: readonly TakenLot[];
  /** Without entries there is no journal. */
  journal: { id: string; entries: readonly LedgerEntry[] };
};

/**
 * Books an ended call: closes its hold and gives back what it set aside, keeps its receipt, counts what it used on every
 * counter that counts it, posts the journal, adds to the day's sums. One round trip, late in its transaction: a busy
 * workspace's calls wait for each other from here to the commit. Throws where the hold is not there to be closed: who
 * books a call locks its hold before.
 */
export async function bookCall(tx: Tx, call: EndedCall): Promise<BookedCall> {
  const { rows } = await tx.execute<{ booked: BookedAnswer }>(
    sql`select system.book_call(${JSON.stringify(endedRecord(call))}) as booked`,
  );
  const booked = rows[0]?.booked;
  if (!booked?.booked.includes(call.receipt.id)) {
    throw new Error(`the hold of call ${call.receipt.id} is not there to be closed`);
  }
  const { changed, wallets } = booked;
  return { changed, walletAfterNano: wallets[0] ? BigInt(wallets[0].after) : null };
}

/** As the database's book_calls gives it. */
type BookedAnswer = { booked: string[]; changed: ChangedCounter[]; wallets: { after: string }[] };

/** A call as the database's book_calls takes it; amounts as text. */
export function endedRecord(call: EndedCall) {
  const { hold, keptTerms, spent, subjects, journal } = call;
  const touched = new Set([...subjects, ...hold.amounts.map(({ subject }) => subject)]);
  const spentOf = (id: string) => spent.find(({ lotId }) => lotId === id)?.amountNano ?? 0n;
  const { entries } = journal;
  return {
    receipt: toRecord(tokenUsage, call.receipt),
    local_day: call.localDay,
    at: call.endedAt,
    requests: call.requests,
    subjects,
    touched: [...touched],
    held: Object.fromEntries(hold.amounts.map((each) => [counterKey(each), each.amount])),
    lots: hold.lots.map(({ lotId }) => lotId),
    held_nano: hold.lots.map(({ amountNano }) => amountNano.toString()),
    spent_nano: hold.lots.map(({ lotId }) => spentOf(lotId).toString()),
    kept: keptTerms && {
      input_tokens: keptTerms.inputTokens,
      max_output_tokens: keptTerms.maxOutputTokens,
      amounts: keptTerms.amounts,
      lots: keptTerms.lots,
    },
    journal: journal.id,
    accounts: entries.map(({ account }) => account),
    amounts_nano: entries.map(({ amountNano }) => amountNano.toString()),
    lot_ids: entries.map(({ lotId }) => lotId ?? null),
  };
}

/** As the database's counter_key. */
function counterKey({ subject, meter, period, periodStart }: HeldAmount): string {
  return `${subject} ${meter} ${period} ${Math.floor(Date.parse(periodStart) / 1000)}`;
}
