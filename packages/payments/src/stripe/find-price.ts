import type Stripe from 'stripe';
import { PaymentError } from '../payment-error.ts';

/**
 * The id of the active price that a lookup key stands for. Called inside `askStripe`.
 * @throws PaymentError misconfigured: `geko stripe sync` was not run.
 */
export async function findPriceId(stripe: Stripe, lookupKey: string): Promise<string> {
  const found = await stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 });
  const [price] = found.data;
  if (price !== undefined) return price.id;
  throw new PaymentError('misconfigured', { doing: 'findPriceId', param: lookupKey });
}
