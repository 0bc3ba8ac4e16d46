import Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';
import { cardFacts, setupFacts } from './facts/card-facts.ts';
import type { CardFacts, SetupFacts } from './facts/card-facts.ts';
import { checkoutFacts } from './facts/checkout-facts.ts';
import type { CheckoutFacts } from './facts/checkout-facts.ts';
import { invoiceFacts } from './facts/invoice-facts.ts';
import type { InvoiceFacts } from './facts/invoice-facts.ts';
import { creditNoteFacts, disputeFacts, refundFacts } from './facts/money-back-facts.ts';
import type { CreditNoteFacts, DisputeFacts, RefundFacts } from './facts/money-back-facts.ts';
import { paymentFacts } from './facts/payment-facts.ts';
import type { PaymentFacts } from './facts/payment-facts.ts';
import { idOf } from './facts/read-stripe.ts';
import { subscriptionFacts } from './facts/subscription-facts.ts';
import type { SubscriptionFacts } from './facts/subscription-facts.ts';
import { findInvoiceId } from './find-invoice-id.ts';
import type { StripeEvent } from './read-event.ts';

/** What an event's object is now. `gone`: Stripe no longer has it; `ignored`: nothing that Geko acts upon. */
export type Facts =
  | CheckoutFacts
  | PaymentFacts
  | SubscriptionFacts
  | InvoiceFacts
  | RefundFacts
  | DisputeFacts
  | CreditNoteFacts
  | SetupFacts
  | CardFacts
  | { kind: 'gone' }
  | { kind: 'ignored' };

export type Truth = {
  event: StripeEvent;
  facts: Facts;
  /**
   * What money moved by, the same for all events of one purchase: the payment (`pi_…`) of what is paid once, the invoice
   * (`in_…`) of what is invoiced, the refund, dispute or credit note of what goes back. null = no money moves by it.
   */
  moneyId: string | null;
};

/**
 * Asks Stripe what the object of an event is now, whatever the event says and however late it comes. `rank` of the facts
 * never goes down in a life: keep the facts of the higher rank, and of equal ones those that were fetched last.
 * @throws PaymentError; isRetryable: let Stripe deliver it again.
 */
export async function fetchTruth(stripe: Stripe, event: StripeEvent): Promise<Truth> {
  const facts = await fetchObject(stripe, event.object);
  return { event, facts, moneyId: moneyIdOf(facts) };
}

/**
 * The same of an object that no event is about.
 * @throws PaymentError
 */
export function fetchObject(stripe: Stripe, object: StripeEvent['object']): Promise<Facts> {
  return askStripe('fetchTruth', () =>
    fetchFacts(stripe, object).catch((error: unknown): Facts => {
      const isGone =
        error instanceof Stripe.errors.StripeError && error.code === 'resource_missing';
      if (isGone) return { kind: 'gone' };
      throw error;
    }),
  );
}

async function fetchFacts(stripe: Stripe, { type, id }: StripeEvent['object']): Promise<Facts> {
  if (id === null) return { kind: 'ignored' };
  switch (type) {
    case 'checkout.session':
      return checkoutFacts(await stripe.checkout.sessions.retrieve(id, { expand: ['line_items'] }));
    case 'payment_intent':
      return fetchPayment(stripe, id);
    case 'charge': {
      const intentId = idOf((await stripe.charges.retrieve(id)).payment_intent);
      return intentId === null ? { kind: 'ignored' } : fetchPayment(stripe, intentId);
    }
    case 'subscription':
      return subscriptionFacts(
        await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice'] }),
      );
    case 'invoice':
      return invoiceFacts(await stripe.invoices.retrieve(id, { expand: ['payments'] }));
    case 'refund':
      return refundFacts(await stripe.refunds.retrieve(id, { expand: ['payment_intent'] }));
    case 'dispute':
      return disputeFacts(await stripe.disputes.retrieve(id, { expand: ['payment_intent'] }));
    case 'credit_note':
      return creditNoteFacts(await stripe.creditNotes.retrieve(id));
    case 'setup_intent':
      return setupFacts(await stripe.setupIntents.retrieve(id));
    case 'payment_method':
      return cardFacts(await stripe.paymentMethods.retrieve(id));
    default:
      return { kind: 'ignored' };
  }
}

async function fetchPayment(stripe: Stripe, id: string): Promise<PaymentFacts> {
  const [intent, invoiceId] = await Promise.all([
    stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }),
    findInvoiceId(stripe, id),
  ]);
  return paymentFacts(intent, invoiceId);
}

function moneyIdOf(facts: Facts): string | null {
  switch (facts.kind) {
    case 'checkout':
      return facts.paymentIntentId ?? facts.invoiceId;
    case 'payment':
      return facts.invoiceId ?? facts.paymentIntentId;
    case 'invoice':
      return facts.invoiceId;
    case 'refund':
      return facts.refundId;
    case 'dispute':
      return facts.disputeId;
    case 'credit_note':
      return facts.creditNoteId;
    case 'subscription':
    case 'setup':
    case 'card':
    case 'gone':
    case 'ignored':
      return null;
  }
}
