import type Stripe from 'stripe';
import { PaymentError } from '../payment-error.ts';

/**
 * The id of the active price that a lookup key stands for. Called inside `askStripe`.
 * unitCents: what it must be; null = whatever it is.
 * @throws PaymentError misconfigured: `geko stripe sync` was not run, or not since the price was changed.
 */
export async function findPriceId(
  stripe: Stripe,
  lookupKey: string,
  unitCents: number | null = null,
): Promise<string> {
  const found = await stripe.prices.list({ lookup_keys: [lookupKey], active: true, limit: 1 });
  const [price] = found.data;
  const isRight = unitCents === null || price?.unit_amount === unitCents;
  if (price !== undefined && isRight) return price.id;
  throw new PaymentError('misconfigured', { doing: 'findPriceId', param: lookupKey });
}
