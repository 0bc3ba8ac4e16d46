import type Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';

export type AccountFacts = {
  accountId: string;
  country: string | null;
  currency: string | null;
  /** Whether it may take payments yet. */
  canCharge: boolean;
};

/**
 * The account that the key belongs to.
 * @throws PaymentError misconfigured for a key that is wrong.
 */
export function findAccount(stripe: Stripe): Promise<AccountFacts> {
  return askStripe('findAccount', async () => {
    const account = await stripe.accounts.retrieveCurrent();
    return {
      accountId: account.id,
      country: account.country ?? null,
      currency: account.default_currency ?? null,
      canCharge: account.charges_enabled,
    };
  });
}
