import type Stripe from 'stripe';
import { z } from 'zod';
import { all, keep, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { CheckoutSession } from '../held.ts';
import { isWithin, listPage } from '../http/list-page.ts';
import {
  boolean,
  created,
  currency,
  integer,
  list,
  metadata,
  oneOf,
  paging,
  params,
  text,
  url,
} from '../http/params.ts';
import { route } from '../http/route.ts';
import { sessionWishes } from '../life/complete-session.ts';
import { taxOn } from '../life/make-invoice.ts';
import { expireSession } from '../life/pass-time.ts';
import { asStripePrice } from '../life/subscription-state.ts';
import { badRequest } from '../refusal.ts';
import { makePrice, recurring, taxBehavior } from './prices.ts';

type Params = Stripe.Checkout.SessionCreateParams;
const DAY_SECONDS = 86_400;
const HALF_HOUR_SECONDS = 1800;

const lineItem = params<Stripe.Checkout.SessionCreateParams.LineItem>()({
  price: text.optional(),
  price_data: params<Stripe.Checkout.SessionCreateParams.LineItem.PriceData>()({
    currency,
    product: text.optional(),
    product_data: params<Stripe.Checkout.SessionCreateParams.LineItem.PriceData.ProductData>()({
      name: text,
      description: text.optional(),
      tax_code: text.optional(),
    }).optional(),
    recurring: recurring.optional(),
    tax_behavior: taxBehavior.optional(),
    unit_amount: integer,
  }).optional(),
  quantity: integer.optional(),
});

const NewSession = params<Params>()({
  allow_promotion_codes: boolean.optional(),
  allowed_payment_method_types: list(oneOf(['card'])).optional(),
  automatic_tax: params<Stripe.Checkout.SessionCreateParams.AutomaticTax>()({
    enabled: boolean,
  }).optional(),
  billing_address_collection: oneOf(['auto', 'required']).optional(),
  cancel_url: url.optional(),
  client_reference_id: text.max(200).optional(),
  currency: currency.optional(),
  customer: text.optional(),
  customer_creation: oneOf(['always', 'if_required']).optional(),
  customer_email: text.optional(),
  customer_update: params<Stripe.Checkout.SessionCreateParams.CustomerUpdate>()({
    address: oneOf(['auto', 'never']).optional(),
    name: oneOf(['auto', 'never']).optional(),
  }).optional(),
  expires_at: integer.optional(),
  line_items: list(lineItem).max(100).optional(),
  locale: text.optional(),
  metadata: metadata.optional(),
  mode: oneOf(['payment', 'setup', 'subscription']),
  payment_intent_data: params<Stripe.Checkout.SessionCreateParams.PaymentIntentData>()({
    description: text.optional(),
    metadata: metadata.optional(),
    setup_future_usage: oneOf(['off_session', 'on_session']).optional(),
  }).optional(),
  payment_method_collection: oneOf(['always', 'if_required']).optional(),
  setup_intent_data: params<Stripe.Checkout.SessionCreateParams.SetupIntentData>()({
    description: text.optional(),
    metadata: metadata.optional(),
  }).optional(),
  subscription_data: params<Stripe.Checkout.SessionCreateParams.SubscriptionData>()({
    description: text.optional(),
    metadata: metadata.optional(),
    trial_period_days: integer.optional(),
  }).optional(),
  success_url: url,
  tax_id_collection: params<Stripe.Checkout.SessionCreateParams.TaxIdCollection>()({
    enabled: boolean,
  }).optional(),
});
type NewSession = z.output<typeof NewSession>;

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
      price: asStripePrice(price),
      quantity,
    };
  });
}

/** What goes together and what does not, in Stripe's words. */
function checkWishes(account: Account, wanted: NewSession): void {
  const { mode } = wanted;
  const only = (param: keyof NewSession, fits: boolean) => {
    if (wanted[param] !== undefined && !fits) {
      throw badRequest(`You can not pass \`${param}\` in \`${mode}\` mode.`, { param });
    }
  };
  only('payment_intent_data', mode === 'payment');
  only('subscription_data', mode === 'subscription');
  only('setup_intent_data', mode === 'setup');
  only('line_items', mode !== 'setup');
  only('customer_creation', mode !== 'subscription');
  only('payment_method_collection', mode === 'subscription');
  if (mode !== 'setup' && (wanted.line_items ?? []).length === 0) {
    throw badRequest('Missing required param: line_items.', {
      code: 'parameter_missing',
      param: 'line_items',
    });
  }
  if (mode === 'setup' && wanted.currency === undefined) {
    throw badRequest('Missing required param: currency.', {
      code: 'parameter_missing',
      param: 'currency',
    });
  }
  if (wanted.customer !== undefined && wanted.customer_email !== undefined) {
    throw badRequest('You may only specify one of these parameters: customer, customer_email.');
  }
  if (wanted.customer_update !== undefined && wanted.customer === undefined) {
    throw badRequest('`customer_update` can only be used with `customer`.', {
      param: 'customer_update',
    });
  }
  const trial = wanted.subscription_data?.trial_period_days;
  if (trial !== undefined && (trial < 1 || trial > 730)) {
    throw badRequest('The trial must have between 1 and 730 days.', {
      param: 'subscription_data[trial_period_days]',
    });
  }
  if (wanted.automatic_tax?.enabled === true && wanted.customer !== undefined) {
    const { address } = must(account, 'customer', wanted.customer, 'customer');
    if (address == null && wanted.customer_update?.address !== 'auto') {
      throw badRequest(
        'Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid address to the Customer or set either `customer_update[address]` to `auto` or `customer_update[shipping]` to `auto` to save the address entered in Checkout to the Customer.',
        { code: 'customer_tax_location_invalid' },
      );
    }
  }
  if (wanted.tax_id_collection?.enabled === true && wanted.customer !== undefined) {
    if (wanted.customer_update?.name !== 'auto') {
      throw badRequest(
        'Tax ID collection requires updating business name on the customer. To enable tax ID collection for an existing customer, please set `customer_update[name]` to `auto`.',
      );
    }
  }
}

function makeSession(account: Account, wanted: NewSession): CheckoutSession {
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

export const checkoutRoutes = [
  route('POST /v1/checkout/sessions', NewSession, ({ account, params: wanted }) =>
    makeSession(account, wanted),
  ),
  route('GET /v1/checkout/sessions/:id', z.strictObject({}), ({ account, ids: [id = ''] }) =>
    must(account, 'checkout.session', id, null),
  ),
  route(
    'GET /v1/checkout/sessions/:id/line_items',
    z.strictObject(paging),
    ({ account, params: page, ids: [id = ''] }) => {
      must(account, 'checkout.session', id, null);
      return listPage(
        `/v1/checkout/sessions/${id}/line_items`,
        account.sessionLines.get(id) ?? [],
        page,
      );
    },
  ),
  route(
    'POST /v1/checkout/sessions/:id/expire',
    z.strictObject({}),
    ({ account, ids: [id = ''] }) => {
      const session = must(account, 'checkout.session', id, null);
      if (session.status !== 'open') {
        throw badRequest('Only Checkout Sessions with a status in ["open"] can be expired.');
      }
      expireSession(account, session);
      return session;
    },
  ),
  route(
    'GET /v1/checkout/sessions',
    params<Stripe.Checkout.SessionListParams>()({
      ...paging,
      created: created.optional(),
      customer: text.optional(),
      payment_intent: text.optional(),
      subscription: text.optional(),
      status: oneOf(['open', 'complete', 'expired']).optional(),
    }),
    ({ account, params: { created: range, limit, starting_after, ending_before, ...wanted } }) =>
      listPage(
        '/v1/checkout/sessions',
        all(account, 'checkout.session').filter(
          (session) =>
            isWithin(session.created, range) &&
            (wanted.customer === undefined || session.customer === wanted.customer) &&
            (wanted.payment_intent === undefined ||
              session.payment_intent === wanted.payment_intent) &&
            (wanted.subscription === undefined || session.subscription === wanted.subscription) &&
            (wanted.status === undefined || session.status === wanted.status),
        ),
        { limit, starting_after, ending_before },
      ),
  ),
];
