import type Stripe from 'stripe';
import { idOf } from './facts/read-stripe.ts';

/** The invoice that a payment pays; null = it stands alone. Payments do not name it, so it is asked for. */
export async function findInvoiceId(
  stripe: Stripe,
  paymentIntentId: string,
): Promise<string | null> {
  const payments = await stripe.invoicePayments.list({
    payment: { type: 'payment_intent', payment_intent: paymentIntentId },
    limit: 1,
  });
  return idOf(payments.data[0]?.invoice);
}
