import type Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';
import { invoiceFacts } from './facts/invoice-facts.ts';
import type { InvoiceFacts } from './facts/invoice-facts.ts';
import { findInvoiceId } from './find-invoice-id.ts';

/**
 * The invoice that a payment pays, as it is now; null = it stands alone.
 * @throws PaymentError
 */
export function fetchInvoiceOf(
  stripe: Stripe,
  paymentIntentId: string,
): Promise<InvoiceFacts | null> {
  return askStripe('fetchInvoiceOf', async () => {
    const id = await findInvoiceId(stripe, paymentIntentId);
    if (id === null) return null;
    return invoiceFacts(await stripe.invoices.retrieve(id, { expand: ['payments'] }));
  });
}

/**
 * The newest invoices of a subscription, at most ten: what webhooks that never came would have told.
 * @throws PaymentError
 */
export function listInvoicesOf(
  stripe: Stripe,
  { subscriptionId }: { subscriptionId: string },
): Promise<InvoiceFacts[]> {
  return askStripe('listInvoicesOf', async () => {
    const page = await stripe.invoices.list({
      subscription: subscriptionId,
      limit: 10,
      expand: ['data.payments'],
    });
    return page.data.map(invoiceFacts);
  });
}
