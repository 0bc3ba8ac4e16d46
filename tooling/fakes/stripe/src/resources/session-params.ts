import type Stripe from 'stripe';
import type { z } from 'zod';
import { must } from '../account.ts';
import type { Account } from '../account.ts';
import {
  boolean,
  currency,
  integer,
  list,
  metadata,
  oneOf,
  params,
  text,
  url,
} from '../http/params.ts';
import { badRequest } from '../refusal.ts';
import { recurring, taxBehavior } from './prices.ts';

type Params = Stripe.Checkout.SessionCreateParams;

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

/** What a session may be asked for. */
export const NewSession = params<Params>()({
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
export type NewSession = z.output<typeof NewSession>;

/** What goes together and what does not, in Stripe's words. */
export function checkWishes(account: Account, wanted: NewSession): void {
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
