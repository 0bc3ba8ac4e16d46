import type { MoneyBackKind, MoneyBackState } from '@geko/contracts/money-back';
import type { JournalKind } from '@geko/contracts/journal-kinds';
import type { LedgerEntry } from './ledger.ts';
import { divideHalfEven } from './pricing.ts';

/** How far each state is in its life, which never goes back; and whether the money is gone in it. */
export const moneyBackTable: Record<MoneyBackState, { rank: number; isGone: boolean }> = {
  asked: { rank: 0, isGone: false },
  // What was promised is not ours to be spent.
  pending: { rank: 1, isGone: true },
  done: { rank: 2, isGone: true },
  failed: { rank: 3, isGone: false },
  warned: { rank: 1, isGone: false },
  closed_warning: { rank: 2, isGone: false },
  open: { rank: 2, isGone: true },
  lost: { rank: 3, isGone: true },
  won: { rank: 4, isGone: false },
};

/** Whether news of a state say more than what is known; null = nothing is. */
export function isFurther(known: MoneyBackState | null, told: MoneyBackState): boolean {
  return known === null || moneyBackTable[told].rank > moneyBackTable[known].rank;
}

/**
 * How much credit goes back with a part of what was paid. All parts together are reckoned with, so that they make the
 * whole credit when all of the money has gone; rounded half to even.
 *
 * @param paidCents with tax; above zero.
 * @param gone what went back before, and the credit that it took.
 */
export function creditGoingBack({
  creditNano,
  paidCents,
  amountCents,
  gone,
}: {
  creditNano: bigint;
  paidCents: number;
  amountCents: number;
  gone: readonly { amountCents: number; takenNano: bigint }[];
}): bigint {
  const cents = gone.reduce((sum, part) => sum + part.amountCents, amountCents);
  const taken = gone.reduce((sum, part) => sum + part.takenNano, 0n);
  return divideHalfEven(creditNano * BigInt(cents), BigInt(paidCents)) - taken;
}

/**
 * How much of a payment can still be refunded, in cents; null = it is disputed, and nothing can. What was asked for counts
 * until it has failed.
 */
export function refundableCents({
  paidCents,
  parts,
}: {
  paidCents: number;
  parts: readonly { kind: MoneyBackKind; state: MoneyBackState; amountCents: number }[];
}): number | null {
  const isDisputed = parts.some(
    ({ kind, state }) => kind === 'dispute' && moneyBackTable[state].isGone,
  );
  if (isDisputed) return null;
  return parts
    .filter(({ kind, state }) => kind === 'refund' && state !== 'failed')
    .reduce((left, { amountCents }) => left - amountCents, paidCents);
}

/** What the journals are called in which a kind takes credit and gives it back. */
export const moneyBackJournals: Record<
  MoneyBackKind,
  { taking: JournalKind; returning: JournalKind }
> = {
  refund: { taking: 'refund', returning: 'refund_failed' },
  dispute: { taking: 'dispute', returning: 'dispute_won' },
};

/** The same for money of an invoice, which brought no credit. */
export const invoiceMoneyBackJournals: typeof moneyBackJournals = {
  refund: { taking: 'refund_of_invoice', returning: 'refund_of_invoice_failed' },
  dispute: { taking: 'dispute_of_invoice', returning: 'dispute_of_invoice_won' },
};

/**
 * The journal of an invoice's money that goes back, or comes back, without tax.
 *
 * @throws RangeError when nothing moves.
 */
export function invoiceMoneyBackJournal({
  amountNano,
  isReturning,
}: {
  amountNano: bigint;
  isReturning: boolean;
}): LedgerEntry[] {
  if (amountNano <= 0n) throw new RangeError('money that goes back must be above zero');
  const gone = isReturning ? -amountNano : amountNano;
  return [
    { account: 'credited', amountNano: gone },
    { account: 'payments', amountNano: -gone },
  ];
}

/**
 * The journal of credit that goes back with its money, or comes back with it. It takes from the lot that the money
 * bought, also what is spent of it: then the lot is owed.
 *
 * @throws RangeError when nothing moves.
 */
export function moneyBackJournal({
  lotId,
  amountNano,
  isReturning,
}: {
  lotId: string;
  amountNano: bigint;
  isReturning: boolean;
}): LedgerEntry[] {
  if (amountNano <= 0n) throw new RangeError('credit that goes back must be above zero');
  const taken = isReturning ? -amountNano : amountNano;
  return [
    { account: 'wallet', amountNano: taken, lotId },
    { account: 'payments', amountNano: -taken },
  ];
}
