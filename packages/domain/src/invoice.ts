import type { InvoiceState } from '@geko/contracts/invoices';
import { NANO_PER_USD } from '@geko/contracts/usd';
import { calendarMonth, type Period } from './periods.ts';
import { divideHalfEven } from './pricing.ts';

export const NANO_PER_CENT = NANO_PER_USD / 100n;

/** Stripe charges no card for less; what a workspace owes below it is carried to its next invoice. */
export const LEAST_INVOICE_CENTS = 50n;

/** Calls that ran over the end of a month are settled by then. */
const SETTLED_AFTER_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Days between one try to charge an invoice's card and the next. */
const CHARGE_AGAIN_DAYS = [3, 5, 7];

/** Whole cents, rounded once, half to even. */
export function toCents(nano: bigint): bigint {
  return divideHalfEven(nano, NANO_PER_CENT);
}

/** The month that is to be invoiced: the last one that has ended in a zone, an hour ago at least. */
export function monthToInvoice({ now, timeZone }: { now: Date; timeZone: string }): Period {
  const settled = new Date(now.getTime() - SETTLED_AFTER_MS);
  const { startAt } = calendarMonth({ at: settled, timeZone });
  return calendarMonth({ at: new Date(startAt.getTime() - 1), timeZone });
}

/** When a card is charged again after so many tries in vain; null = no more by itself. */
export function nextCharge({ tries, at }: { tries: number; at: Date }): Date | null {
  const days = CHARGE_AGAIN_DAYS[tries - 1];
  return days === undefined ? null : new Date(at.getTime() + days * DAY_MS);
}

const ranks: Record<InvoiceState, number> = { draft: 0, open: 1, failed: 2, paid: 3, void: 3 };

/** Whether an invoice may go from one state to another: only forward, and paid and void are the end. */
export function mayBecome(from: InvoiceState, to: InvoiceState): boolean {
  return ranks[to] > ranks[from];
}

export const ROUNDING_KEY = 'rounding';

export type CentLine = { key: string; amountCents: bigint };

/**
 * An invoice's lines in whole cents, for those who know no smaller money: each rounded by itself, half to even, and a last
 * one for what that makes of the sum, where it does.
 */
export function centLines(
  lines: readonly { key: string; amountNano: bigint }[],
  totalCents: bigint,
): CentLine[] {
  const rounded = lines.map(({ key, amountNano }) => ({ key, amountCents: toCents(amountNano) }));
  const sum = rounded.reduce((cents, { amountCents }) => cents + amountCents, 0n);
  if (sum === totalCents) return rounded;
  return [...rounded, { key: ROUNDING_KEY, amountCents: totalCents - sum }];
}
