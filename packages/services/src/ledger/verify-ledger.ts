import type { Found, LedgerInput } from './ledger-check.ts';
import { verifyCounters } from './verify-counters.ts';
import { verifyHolds } from './verify-holds.ts';
import { verifyInvoices } from './verify-invoices.ts';
import { verifyJournals } from './verify-journals.ts';
import { verifyReceipts } from './verify-receipts.ts';
import { verifyRollups } from './verify-rollups.ts';
import { verifyWallet } from './verify-wallet.ts';

const checks = {
  receipts: verifyReceipts,
  journals: verifyJournals,
  lots: verifyWallet,
  counters: verifyCounters,
  days: verifyRollups,
  holds: verifyHolds,
  invoices: verifyInvoices,
} satisfies Record<string, (input: LedgerInput) => Promise<Found>>;

export type LedgerCheck = {
  /** How many of each were looked at; corrections count as receipts. */
  checked: Record<keyof typeof checks, number>;
  /** One sentence for each thing that does not agree; empty = all agrees to the nano-dollar. */
  problems: string[];
};

/**
 * Recomputes every receipt from its raw counts and price version, every journal from its receipt or lot, every lot,
 * balance, counter and day's sum from receipts, entries and open holds, every invoice from its journals, and finds turns
 * without the one or the other; tells what does not agree. Reads only, each kind in one statement, so also while Geko runs. sql: acts as geko_system.
 */
export async function verifyLedger(input: LedgerInput): Promise<LedgerCheck> {
  const result: LedgerCheck = {
    checked: { receipts: 0, journals: 0, lots: 0, counters: 0, days: 0, holds: 0, invoices: 0 },
    problems: [],
  };
  for (const [name, check] of Object.entries(checks)) {
    const { count, problems } = await check(input);
    result.checked[name as keyof typeof checks] = count;
    result.problems.push(...problems);
  }
  return result;
}
