import type Stripe from 'stripe';
import { keep, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { CheckoutSession } from '../held.ts';
import { sessionWishes } from '../life/complete-session.ts';
import { taxOn } from '../life/invoice-line.ts';
import { badRequest } from '../refusal.ts';
import { makePrice } from './prices.ts';
import { checkWishes } from './session-params.ts';
import type { NewSession } from './session-params.ts';

const DAY_SECONDS = 86_400;
const HALF_HOUR_SECONDS = 1800;

/** What the session sells, priced; prices that it brings along are made for it alone. */
function priceLines(account: Account, wanted: NewSession): Stripe.LineItem[] {
  return (wanted.line_items ?? []).map((line, index) => {
    const at = `line_items[${index}]`;
    const { price: priceId, price_data: data, quantity = 1 } = line;
    if ((priceId === undefined) === (data === undefined)) {
      throw badRequest('You must specify either `price` or `price_data`.', { param: at });
    }
    const price =
      data === undefined
        ? must(account, 'price', priceId ?? '', `${at}[price]`)
        : makePrice(account, {
            currency: data.currency,
            product: data.product ?? account.newId('product'),
            unitAmount: data.unit_amount,
            recurring: data.recurring ?? null,
            nickname: data.product_data?.name ?? null,
            isActive: false,
            taxBehavior: data.tax_behavior ?? 'unspecified',
          });
    if (data === undefined && !price.active) {
      throw badRequest(`The price specified is inactive. This field only accepts active prices.`, {
        param: `${at}[price]`,
      });
    }
    if ((wanted.mode === 'subscription') !== (price.type === 'recurring')) {
      throw badRequest(
        wanted.mode === 'subscription'
          ? 'You must provide at least one recurring price in `subscription` mode when using prices.'
          : 'You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode or use only one-time prices.',
        { param: at },
      );
    }
    const amount = (price.unit_amount ?? 0) * quantity;
    const tax = wanted.automatic_tax?.enabled === true ? taxOn(account, amount) : 0;
    return {
      id: account.newId('li'),
      object: 'item',
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: amount,
      amount_tax: tax,
      amount_total: amount + tax,
      currency: price.currency,
      description: price.nickname ?? account.shelves.product.get(price.product)?.name ?? null,
      metadata: {},
      price: price,
      quantity,
    };
  });
}

/** A session that waits to be paid on. */
export function makeSession(account: Account, wanted: NewSession): CheckoutSession {
  if (wanted.customer !== undefined) must(account, 'customer', wanted.customer, 'customer');
  checkWishes(account, wanted);
  const now = account.now();
  const expiresAt = wanted.expires_at ?? now + DAY_SECONDS;
  if (expiresAt < now + HALF_HOUR_SECONDS || expiresAt > now + DAY_SECONDS) {
    throw badRequest(
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
      { param: 'expires_at' },
    );
  }
  const lines = priceLines(account, wanted);
  const sum = (of: 'amount_subtotal' | 'amount_tax' | 'amount_total') =>
    lines.reduce((total, line) => total + line[of], 0);
  const isSetup = wanted.mode === 'setup';
  const isTaxed = wanted.automatic_tax?.enabled ?? false;
  const id = account.newId('checkout.session');
  const session = keep(account, 'checkout.session', {
    id,
    object: 'checkout.session',
    adaptive_pricing: null,
    after_expiration: null,
    allow_promotion_codes: wanted.allow_promotion_codes ?? null,
    allowed_payment_method_types: wanted.allowed_payment_method_types ?? null,
    amount_subtotal: isSetup ? null : sum('amount_subtotal'),
    amount_total: isSetup ? null : sum('amount_total'),
    automatic_tax: {
      enabled: isTaxed,
      liability: isTaxed ? { type: 'self' } : null,
      provider: isTaxed ? 'stripe' : null,
      status: isTaxed ? 'complete' : null,
    },
    billing_address_collection: wanted.billing_address_collection ?? null,
    cancel_url: wanted.cancel_url ?? null,
    client_reference_id: wanted.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: now,
    currency: lines[0]?.currency ?? wanted.currency ?? null,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: wanted.customer ?? null,
    customer_account: null,
    customer_creation: wanted.customer === undefined ? (wanted.customer_creation ?? null) : null,
    customer_details: null,
    customer_email: wanted.customer_email ?? null,
    discounts: [],
    expires_at: expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: wanted.metadata ?? {},
    mode: wanted.mode,
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: wanted.payment_method_collection ?? 'always',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    payment_status: isSetup ? 'no_payment_required' : 'unpaid',
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: wanted.success_url,
    total_details: isSetup
      ? null
      : { amount_discount: 0, amount_shipping: 0, amount_tax: sum('amount_tax') },
    ui_mode: 'hosted_page',
    url: `${account.baseUrl()}/c/pay/${id}`,
    wallet_options: null,
  });
  account.sessionLines.set(id, lines);
  sessionWishes.set(session, {
    metadata:
      (wanted.payment_intent_data ?? wanted.subscription_data ?? wanted.setup_intent_data)
        ?.metadata ?? {},
    description: (wanted.payment_intent_data ?? wanted.subscription_data)?.description ?? null,
    trialDays: wanted.subscription_data?.trial_period_days ?? 0,
    setupFutureUsage: wanted.payment_intent_data?.setup_future_usage ?? null,
  });
  return session;
}
