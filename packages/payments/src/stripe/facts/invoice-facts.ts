import type Stripe from 'stripe';
import { readMark } from './ours.ts';
import type { Marked } from './ours.ts';
import { idOf, momentOf, momentOrNull, wordFor } from './read-stripe.ts';

const states = {
  draft: 'draft',
  open: 'open',
  paid: 'paid',
  uncollectible: 'uncollectible',
  void: 'void',
} as const;
export type InvoiceState = keyof typeof states | 'unknown';

const ranks: Record<InvoiceState, number> = {
  unknown: 0,
  draft: 0,
  open: 1,
  uncollectible: 2,
  paid: 3,
  void: 3,
};

export type InvoiceFacts = {
  kind: 'invoice';
  invoiceId: string;
  /** What people call it; null while it is a draft. */
  number: string | null;
  customerId: string | null;
  subscriptionId: string | null;
  mark: Marked;
  state: InvoiceState;
  rank: number;
  isLive: boolean;
  currency: string;
  /** Without tax. */
  subtotalCents: number;
  taxCents: number;
  totalCents: number;
  /** What is to be paid: the total and the balance before it, less the balance after it. */
  dueCents: number;
  /**
   * The customer's balance before and after: positive = owed with the next invoice, as what is too little to be charged
   * (less than 50 cents) is; negative = credit. After is null while it is a draft.
   */
  balanceBeforeCents: number;
  balanceAfterCents: number | null;
  paidCents: number;
  /** What credit notes have taken back, before and after it was paid. */
  creditedCents: number;
  /** The part of it that left less to be paid. */
  creditedBeforePaidCents: number;
  attempts: number;
  nextAttemptAt: Date | null;
  /** Why it was made, in Stripe's word: "subscription_create", "subscription_cycle", "manual", … */
  reason: string | null;
  /** What its lines are for, where they are for a product. */
  productIds: string[];
  /** What its lines span. */
  periodStartAt: Date;
  periodEndAt: Date;
  /** The payment that it was, or is to be, paid by. */
  paymentIntentId: string | null;
  /** Where its owner can look at it and pay it. */
  pageUrl: string | null;
  pdfUrl: string | null;
  createdAt: Date;
  paidAt: Date | null;
};

/** An invoice of Stripe's in our words; `payments` must be expanded for its payment to be told. */
export function invoiceFacts(invoice: Stripe.Invoice): InvoiceFacts {
  const state = wordFor(states, invoice.status);
  const products = invoice.lines.data.map((line) => line.pricing?.price_details?.product);
  const periods = invoice.lines.data.map(({ period }) => period);
  const payments = invoice.payments?.data ?? [];
  const payment = payments.find(({ status }) => status === 'paid') ?? payments.at(0);
  return {
    kind: 'invoice',
    invoiceId: invoice.id,
    number: invoice.number,
    customerId: idOf(invoice.customer),
    subscriptionId: idOf(invoice.parent?.subscription_details?.subscription),
    mark: readMark(invoice.metadata),
    state,
    rank: ranks[state],
    isLive: invoice.livemode,
    currency: invoice.currency,
    subtotalCents: invoice.subtotal,
    taxCents: (invoice.total_taxes ?? []).reduce((sum, { amount }) => sum + amount, 0),
    totalCents: invoice.total,
    dueCents: invoice.amount_due,
    balanceBeforeCents: invoice.starting_balance,
    balanceAfterCents: invoice.ending_balance,
    paidCents: invoice.amount_paid,
    creditedCents:
      invoice.pre_payment_credit_notes_amount + invoice.post_payment_credit_notes_amount,
    creditedBeforePaidCents: invoice.pre_payment_credit_notes_amount,
    attempts: invoice.attempt_count,
    nextAttemptAt: momentOrNull(invoice.next_payment_attempt),
    reason: invoice.billing_reason,
    productIds: [...new Set(products.filter((id) => id !== undefined))],
    periodStartAt: momentOf(Math.min(invoice.period_start, ...periods.map(({ start }) => start))),
    periodEndAt: momentOf(Math.max(invoice.period_end, ...periods.map(({ end }) => end))),
    paymentIntentId: idOf(payment?.payment.payment_intent),
    pageUrl: invoice.hosted_invoice_url ?? null,
    pdfUrl: invoice.invoice_pdf ?? null,
    createdAt: momentOf(invoice.created),
    paidAt: momentOrNull(invoice.status_transitions.paid_at),
  };
}
