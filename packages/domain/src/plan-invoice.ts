import { NANO_PER_CENT } from './invoice.ts';
import { inCents, type LedgerEntry } from './ledger.ts';
import { divideHalfEven } from './pricing.ts';

/** What a plan's invoice came to, as Stripe has it, in US cents. */
export type PlanInvoice = {
  /** Without tax; below zero = a change of plan has left credit. */
  subtotalCents: bigint;
  taxCents: bigint;
  /** With tax: what credit notes took off before it was paid. */
  creditedCents: bigint;
  /** With tax: the money that came in. */
  paidCents: bigint;
  /** By how much the customer's balance went up, which is owed with coming invoices; down: it paid, or is credit for them. */
  balanceCents: bigint;
};

/** Whether a paid invoice's money, balance and credit notes make its total. */
export function isWhole(invoice: PlanInvoice): boolean {
  const { subtotalCents, taxCents, creditedCents, paidCents, balanceCents } = invoice;
  return paidCents + balanceCents + creditedCents === subtotalCents + taxCents;
}

/** Its part of an amount with tax that is no tax, rounded half to even; all of it where there is no tax. */
function withoutTax(
  { subtotalCents, taxCents }: PlanInvoice,
  amountCents: bigint,
  unit: bigint,
): bigint {
  const totalCents = subtotalCents + taxCents;
  if (taxCents === 0n || totalCents === 0n) return amountCents * unit;
  return divideHalfEven(amountCents * subtotalCents * unit, totalCents);
}

/** What the money that was paid is without tax, in nano-USD: what refunds and disputes of all of it take back. */
export function planWorthNano(invoice: PlanInvoice): bigint {
  return withoutTax(invoice, invoice.paidCents, NANO_PER_CENT);
}

/**
 * The journal of a plan's invoice that is paid: money in, revenue, and what the customer's balance took or gave. Tax is in
 * none of it.
 *
 * @throws RangeError where its parts do not make its total.
 */
export function planPaidJournal(invoice: PlanInvoice): LedgerEntry[] {
  if (!isWhole(invoice)) throw new RangeError('the parts of an invoice must be its total');
  const { subtotalCents, taxCents, creditedCents, paidCents, balanceCents } = invoice;
  const offCents = withoutTax(invoice, creditedCents, 1n);
  const taxLeftCents = taxCents - (creditedCents - offCents);
  return inCents([
    ['payments', paidCents - taxLeftCents],
    ['customer_balance', balanceCents],
    ['plan_revenue', offCents - subtotalCents],
  ]);
}
