import Stripe from 'stripe';
import { z } from 'zod';
import { all, emit, keep, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { Price } from '../held.ts';
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
} from '../http/params.ts';
import { route } from '../http/route.ts';
import { badRequest } from '../refusal.ts';
import { mergeMetadata } from './merge-metadata.ts';

export const recurring = params<Stripe.PriceCreateParams.Recurring>()({
  interval: oneOf(['day', 'week', 'month', 'year']),
  interval_count: integer.optional(),
  usage_type: oneOf(['licensed']).optional(),
});
export const taxBehavior = oneOf(['exclusive', 'inclusive', 'unspecified']);

type NewPrice = {
  currency: string;
  product: string;
  unitAmount: number;
  recurring: z.output<typeof recurring> | null;
  lookupKey?: string | null;
  nickname?: string | null;
  metadata?: Record<string, string>;
  isActive?: boolean;
  taxBehavior?: Stripe.Price.TaxBehavior;
};

/** A price; those that a session or an invoice makes for itself are not active. */
export function makePrice(account: Account, wanted: NewPrice): Price {
  const { recurring: rhythm } = wanted;
  return keep(account, 'price', {
    id: account.newId('price'),
    object: 'price',
    active: wanted.isActive ?? true,
    billing_scheme: 'per_unit',
    created: account.now(),
    currency: wanted.currency,
    custom_unit_amount: null,
    livemode: false,
    lookup_key: wanted.lookupKey ?? null,
    metadata: wanted.metadata ?? {},
    nickname: wanted.nickname ?? null,
    product: wanted.product,
    recurring:
      rhythm === null
        ? null
        : {
            interval: rhythm.interval,
            interval_count: rhythm.interval_count ?? 1,
            meter: null,
            trial_period_days: null,
            usage_type: 'licensed',
          },
    tax_behavior: wanted.taxBehavior ?? 'unspecified',
    tiers_mode: null,
    transform_quantity: null,
    type: rhythm === null ? 'one_time' : 'recurring',
    unit_amount: wanted.unitAmount,
    unit_amount_decimal: Stripe.Decimal.from(wanted.unitAmount),
  });
}

/** A lookup key belongs to one price; another takes it only when told to. */
function takeLookupKey(account: Account, key: string | undefined, mayTransfer: boolean): void {
  if (key === undefined) return;
  const holder = all(account, 'price').find((price) => price.lookup_key === key);
  if (holder === undefined) return;
  if (!mayTransfer) {
    throw badRequest(
      `A price (\`${holder.id}\`) already uses that lookup key. You can transfer this lookup key by setting \`transfer_lookup_key: true\`.`,
      { param: 'lookup_key', code: 'resource_already_exists' },
    );
  }
  holder.lookup_key = null;
  emit(account, 'price.updated', holder, { lookup_key: key });
}

export const priceRoutes = [
  route(
    'POST /v1/prices',
    params<Stripe.PriceCreateParams>()({
      active: boolean.optional(),
      currency,
      lookup_key: text.max(200).optional(),
      metadata: metadata.optional(),
      nickname: text.optional(),
      product: text,
      recurring: recurring.optional(),
      tax_behavior: taxBehavior.optional(),
      transfer_lookup_key: boolean.optional(),
      unit_amount: integer.refine((value) => value >= 0, {
        error: 'parameter_invalid_integer|This value must be greater than or equal to 0.',
      }),
    }),
    ({ account, params: wanted }) => {
      must(account, 'product', wanted.product, 'product');
      takeLookupKey(account, wanted.lookup_key, wanted.transfer_lookup_key ?? false);
      const price = makePrice(account, {
        currency: wanted.currency,
        product: wanted.product,
        unitAmount: wanted.unit_amount,
        recurring: wanted.recurring ?? null,
        lookupKey: wanted.lookup_key ?? null,
        nickname: wanted.nickname ?? null,
        metadata: wanted.metadata ?? {},
        isActive: wanted.active ?? true,
        taxBehavior: wanted.tax_behavior ?? 'unspecified',
      });
      emit(account, 'price.created', price);
      return price;
    },
  ),
  route('GET /v1/prices/:id', z.strictObject({}), ({ account, ids: [id = ''] }) =>
    must(account, 'price', id, null),
  ),
  route(
    'POST /v1/prices/:id',
    params<Stripe.PriceUpdateParams>()({
      active: boolean.optional(),
      lookup_key: text.max(200).optional(),
      metadata: metadata.optional(),
      nickname: text.optional(),
      transfer_lookup_key: boolean.optional(),
    }),
    ({ account, params: wanted, ids: [id = ''] }) => {
      const price = must(account, 'price', id, null);
      if (wanted.lookup_key !== price.lookup_key) {
        takeLookupKey(account, wanted.lookup_key, wanted.transfer_lookup_key ?? false);
      }
      price.active = wanted.active ?? price.active;
      price.lookup_key = wanted.lookup_key ?? price.lookup_key;
      price.nickname = wanted.nickname ?? price.nickname;
      price.metadata = mergeMetadata(price.metadata, wanted.metadata);
      emit(account, 'price.updated', price);
      return price;
    },
  ),
  route(
    'GET /v1/prices',
    params<Stripe.PriceListParams>()({
      ...paging,
      active: boolean.optional(),
      created: created.optional(),
      currency: currency.optional(),
      lookup_keys: list(text).max(10, '|You may only specify up to 10 lookup keys').optional(),
      product: text.optional(),
      type: oneOf(['one_time', 'recurring']).optional(),
    }),
    ({ account, params: { active, created: range, lookup_keys: keys, ...rest } }) =>
      listPage(
        '/v1/prices',
        all(account, 'price').filter(
          (price) =>
            (active === undefined || price.active === active) &&
            (keys === undefined ||
              (price.lookup_key !== null && keys.includes(price.lookup_key))) &&
            (rest.product === undefined || price.product === rest.product) &&
            (rest.currency === undefined || price.currency === rest.currency) &&
            (rest.type === undefined || price.type === rest.type) &&
            isWithin(price.created, range),
        ),
        rest,
      ),
  ),
];
