import type Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';
import { invoiceFacts } from './facts/invoice-facts.ts';
import type { InvoiceFacts } from './facts/invoice-facts.ts';
import { creditNoteFacts, disputeFacts, refundFacts } from './facts/money-back-facts.ts';
import type { CreditNoteFacts, DisputeFacts, RefundFacts } from './facts/money-back-facts.ts';
import { paymentFacts } from './facts/payment-facts.ts';
import type { PaymentFacts } from './facts/payment-facts.ts';
import { readMark } from './facts/ours.ts';
import { secondsOf } from './facts/read-stripe.ts';
import { findInvoiceId } from './find-invoice-id.ts';

/** What was made at Stripe in a span of time, each kind the newest first. */
export type StripeMonth = {
  payments: PaymentFacts[];
  invoices: InvoiceFacts[];
  refunds: RefundFacts[];
  disputes: DisputeFacts[];
  creditNotes: CreditNoteFacts[];
};

/**
 * Lists all money of a month for reconciliation, from `fromAt` on and before `toAt`. Reads page by page; what is made
 * while it reads may be missing.
 * @throws PaymentError
 */
export function listMonth(
  stripe: Stripe,
  { fromAt, toAt }: { fromAt: Date; toAt: Date },
): Promise<StripeMonth> {
  const created = { gte: secondsOf(fromAt), lt: secondsOf(toAt) };
  const page = { created, limit: 100 };
  return askStripe('listMonth', async () => {
    const invoices = await readAll(
      stripe.invoices.list({ ...page, expand: ['data.payments'] }),
      invoiceFacts,
    );
    const invoiceOf = new Map(
      invoices.map(({ paymentIntentId, invoiceId }) => [paymentIntentId, invoiceId]),
    );
    const payments: PaymentFacts[] = [];
    const intents = stripe.paymentIntents.list({ ...page, expand: ['data.latest_charge'] });
    for await (const intent of intents) {
      const invoiceId = invoiceOf.get(intent.id) ?? (await findOlderInvoice(stripe, intent));
      payments.push(paymentFacts(intent, invoiceId));
    }
    return {
      payments,
      invoices,
      refunds: await readAll(stripe.refunds.list(page), refundFacts),
      disputes: await readAll(stripe.disputes.list(page), disputeFacts),
      creditNotes: await readAll(stripe.creditNotes.list(page), creditNoteFacts),
    };
  });
}

/** The invoice of a payment that was tried again in another month. What we made ourselves stands alone. */
async function findOlderInvoice(
  stripe: Stripe,
  intent: Stripe.PaymentIntent,
): Promise<string | null> {
  if (readMark(intent.metadata).purpose !== null) return null;
  return findInvoiceId(stripe, intent.id);
}

async function readAll<T, U>(items: AsyncIterable<T>, read: (item: T) => U): Promise<U[]> {
  const all: U[] = [];
  for await (const item of items) all.push(read(item));
  return all;
}
