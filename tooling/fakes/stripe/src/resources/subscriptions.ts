import type Stripe from 'stripe';
import { z } from 'zod';
import { all, emit, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { Price, Subscription } from '../held.ts';
import { isWithin, listPage } from '../http/list-page.ts';
import {
  boolean,
  created,
  integer,
  list,
  metadata,
  oneOf,
  paging,
  params,
  text,
} from '../http/params.ts';
import { route } from '../http/route.ts';
import { changeItem } from '../life/change-subscription.ts';
import type { ItemChange } from '../life/change-subscription.ts';
import { endSubscription, itemOf } from '../life/subscription-state.ts';
import { badRequest } from '../refusal.ts';
import { mergeMetadata } from './merge-metadata.ts';

export const proration = oneOf(['create_prorations', 'always_invoice', 'none']);
const changedItem = {
  id: text.optional(),
  price: text.optional(),
  quantity: integer.optional(),
};

/** What a list of items makes of the one that a subscription has. */
export function readItems(
  account: Account,
  subscription: Subscription,
  items: { id?: string | undefined; price?: string | undefined; quantity?: number | undefined }[],
  param: string,
): ItemChange | null {
  const [wanted, ...more] = items;
  if (wanted === undefined) return null;
  const item = itemOf(subscription);
  if (more.length > 0 || (wanted.id !== undefined && wanted.id !== item.id)) {
    throw badRequest('Subscriptions of the double have one item; name it by its id.', { param });
  }
  if (wanted.id === undefined) {
    throw badRequest('Adding a second item is not something that the double does.', {
      param: `${param}[0][id]`,
    });
  }
  const price =
    wanted.price === undefined
      ? (item.price as Price)
      : must(account, 'price', wanted.price, `${param}[0][price]`);
  if (price.type !== 'recurring') {
    throw badRequest(
      'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
      {
        param: `${param}[0][price]`,
      },
    );
  }
  const { interval, interval_count: count } = item.price.recurring ?? {};
  if (price.recurring?.interval !== interval || price.recurring?.interval_count !== count) {
    throw badRequest('Changing the interval is not something that the double does.', { param });
  }
  return { price, quantity: wanted.quantity ?? item.quantity ?? 1 };
}

function mustLive(subscription: Subscription): void {
  if (subscription.status !== 'canceled') return;
  throw badRequest(
    'A canceled subscription can only update its cancellation_details and metadata.',
    { code: 'resource_missing' },
  );
}

export const subscriptionRoutes = [
  route('GET /v1/subscriptions/:id', z.strictObject({}), ({ account, ids: [id = ''] }) =>
    must(account, 'subscription', id, null),
  ),
  route(
    'POST /v1/subscriptions/:id',
    params<Stripe.SubscriptionUpdateParams>()({
      cancel_at_period_end: boolean.optional(),
      default_payment_method: text.optional(),
      items: list(params<Stripe.SubscriptionUpdateParams.Item>()(changedItem)).optional(),
      metadata: metadata.optional(),
      payment_behavior: oneOf(['allow_incomplete', 'error_if_incomplete']).optional(),
      proration_behavior: proration.optional(),
      proration_date: integer.optional(),
    }),
    ({ account, params: wanted, ids: [id = ''] }) => {
      const subscription = must(account, 'subscription', id, null);
      mustLive(subscription);
      const change = readItems(account, subscription, wanted.items ?? [], 'items');
      if (wanted.default_payment_method !== undefined) {
        must(account, 'payment_method', wanted.default_payment_method, 'default_payment_method');
        subscription.default_payment_method = wanted.default_payment_method;
      }
      if (change !== null) {
        changeItem(account, subscription, {
          ...change,
          proration: wanted.proration_behavior ?? 'create_prorations',
          at: wanted.proration_date ?? account.now(),
          isErrorIfIncomplete: wanted.payment_behavior === 'error_if_incomplete',
        });
      }
      if (wanted.cancel_at_period_end !== undefined) {
        const isEnding = wanted.cancel_at_period_end;
        subscription.cancel_at_period_end = isEnding;
        subscription.canceled_at = isEnding ? account.now() : null;
        subscription.cancel_at = isEnding ? itemOf(subscription).current_period_end : null;
        subscription.cancellation_details = {
          comment: null,
          feedback: null,
          feedback_option: null,
          reason: isEnding ? 'cancellation_requested' : null,
        };
      }
      subscription.metadata = mergeMetadata(subscription.metadata, wanted.metadata);
      emit(account, 'customer.subscription.updated', subscription, {});
      return subscription;
    },
  ),
  route(
    'DELETE /v1/subscriptions/:id',
    params<Stripe.SubscriptionCancelParams>()({
      invoice_now: boolean.optional(),
      prorate: boolean.optional(),
    }),
    ({ account, ids: [id = ''] }) => {
      const subscription = must(account, 'subscription', id, null);
      mustLive(subscription);
      endSubscription(account, subscription, 'cancellation_requested');
      return subscription;
    },
  ),
  route(
    'GET /v1/subscriptions',
    params<Stripe.SubscriptionListParams>()({
      ...paging,
      created: created.optional(),
      customer: text.optional(),
      price: text.optional(),
      status: oneOf([
        'active',
        'all',
        'canceled',
        'ended',
        'incomplete',
        'past_due',
        'trialing',
        'unpaid',
      ]).optional(),
    }),
    ({ account, params: { created: range, customer, price, status, ...page } }) =>
      listPage(
        '/v1/subscriptions',
        all(account, 'subscription').filter(
          (subscription) =>
            isWithin(subscription.created, range) &&
            (customer === undefined || subscription.customer === customer) &&
            (price === undefined || itemOf(subscription).price.id === price) &&
            (status === undefined
              ? subscription.status !== 'canceled'
              : status === 'all' ||
                subscription.status === (status === 'ended' ? 'canceled' : status)),
        ),
        page,
      ),
  ),
];
