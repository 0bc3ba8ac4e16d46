import { PaymentError } from '@geko/payments/payment-error';
import type { InvoiceFacts } from '@geko/payments/stripe/facts/invoice-facts';
import type { SubscriptionFacts } from '@geko/payments/stripe/facts/subscription-facts';
import { fetchInvoiceOf } from '@geko/payments/stripe/fetch-invoice-of';
import { fetchObject, fetchTruth, type Facts, type Truth } from '@geko/payments/stripe/fetch-truth';
import type { StripeClient } from '@geko/payments/stripe/make-client';
import type { StripeEvent } from '@geko/payments/stripe/read-event';
import { fetchInvoice } from '@geko/payments/stripe/settle-invoice';

/** What an event is about now, the invoice that this belongs to, and the subscription that that does; null = none. */
export type Told = {
  truth: Truth;
  invoice: InvoiceFacts | null;
  plan: SubscriptionFacts | null;
};

/**
 * Asks Stripe for all that an event is about, so that what comes of it does not hang on which events came before.
 * @throws PaymentError
 */
export async function askAbout(client: StripeClient, event: StripeEvent): Promise<Told> {
  const truth = await fetchTruth(client, event);
  const invoice = await invoiceOf(client, truth).catch((error: unknown) => {
    if (error instanceof PaymentError && error.code === 'not_found') return null;
    throw error;
  });
  return { truth, invoice, plan: await planOf(client, truth.facts, invoice) };
}

function invoiceOf(client: StripeClient, { facts }: Truth): Promise<InvoiceFacts | null> {
  switch (facts.kind) {
    case 'invoice':
      return Promise.resolve(facts);
    case 'checkout':
    case 'credit_note':
      return facts.invoiceId === null
        ? Promise.resolve(null)
        : fetchInvoice(client, facts.invoiceId);
    case 'refund':
    case 'dispute': {
      const { paymentIntentId, paymentMark } = facts;
      // Our own payments carry our mark; those of invoices are Stripe's.
      const isOfInvoice = paymentIntentId !== null && paymentMark.operationId === null;
      return isOfInvoice ? fetchInvoiceOf(client, paymentIntentId) : Promise.resolve(null);
    }
    default:
      return Promise.resolve(null);
  }
}

async function planOf(
  client: StripeClient,
  facts: Facts,
  invoice: InvoiceFacts | null,
): Promise<SubscriptionFacts | null> {
  if (facts.kind === 'subscription') return facts;
  const id = facts.kind === 'checkout' ? facts.subscriptionId : (invoice?.subscriptionId ?? null);
  if (id === null) return null;
  const found = await fetchObject(client, { type: 'subscription', id });
  return found.kind === 'subscription' ? found : null;
}
