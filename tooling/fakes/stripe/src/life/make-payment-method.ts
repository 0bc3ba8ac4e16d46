import { keep } from '../account.ts';
import type { Account } from '../account.ts';
import type { PaymentMethod } from '../held.ts';
import type { TestCard } from './test-cards.ts';

/** A card as Stripe shows it, not yet anybody's. */
export function makePaymentMethod(
  account: Account,
  card: TestCard,
  owner: { name: string | null; email: string | null } = { name: null, email: null },
): PaymentMethod {
  const id = account.newId('payment_method');
  account.cards.set(id, card);
  return keep(account, 'payment_method', {
    id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: { address: null, phone: null, tax_id: null, ...owner },
    card: {
      brand: card.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'US',
      display_brand: card.brand,
      exp_month: 12,
      exp_year: new Date(account.now() * 1000).getUTCFullYear() + 3,
      fingerprint: `fp${card.number.slice(-6)}`,
      funding: 'credit',
      generated_from: null,
      last4: card.number.slice(-4),
      networks: { available: [card.brand], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: account.now(),
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: {},
    type: 'card',
  });
}
