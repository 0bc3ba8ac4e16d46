import { PaymentError } from '@geko/payments/payment-error';
import { listCards, type SavedCard } from '@geko/payments/stripe/cards';
import type { Deps } from '../deps.ts';
import { viaStripe } from './stripe-rail.ts';

/**
 * The cards that Stripe keeps of a customer, the newest first; none where payments are not set up, or the customer is not
 * there (any more). @throws AppError UNAVAILABLE
 */
export async function keptCards(
  { stripe, log }: Pick<Deps, 'stripe' | 'log'>,
  customerId: string | null,
): Promise<SavedCard[]> {
  if (stripe === null || customerId === null) return [];
  return viaStripe(log, () =>
    listCards(stripe.client, { customerId }).catch((error: unknown) => {
      if (error instanceof PaymentError && error.code === 'not_found') return [];
      throw error;
    }),
  );
}
