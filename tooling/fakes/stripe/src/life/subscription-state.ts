import type Stripe from 'stripe';
import { emit } from '../account.ts';
import type { Account } from '../account.ts';
import type { Price, Subscription } from '../held.ts';

/** Sets the status and tells of it, with what it was before. */
export function setStatus(
  account: Account,
  subscription: Subscription,
  status: Stripe.Subscription.Status,
): void {
  const before = subscription.status;
  if (before === status) return;
  subscription.status = status;
  emit(account, 'customer.subscription.updated', subscription, { status: before });
}

/** Ends a subscription for good. */
export function endSubscription(
  account: Account,
  subscription: Subscription,
  reason: Stripe.Subscription.CancellationDetails.Reason,
): void {
  const now = account.now();
  subscription.status = 'canceled';
  subscription.canceled_at ??= now;
  subscription.ended_at = now;
  subscription.cancellation_details = {
    comment: null,
    feedback: null,
    feedback_option: null,
    reason,
  };
  emit(account, 'customer.subscription.deleted', subscription);
}

/** The one item that the double's subscriptions have. */
export function itemOf(subscription: Subscription): Stripe.SubscriptionItem {
  const [item] = subscription.items.data;
  if (item === undefined) throw new Error(`${subscription.id} has no item`);
  return item;
}

/** The older shape of a recurring price, which items still carry. */
export function planOf(price: Price): Stripe.Plan {
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval: price.recurring?.interval ?? 'month',
    interval_count: price.recurring?.interval_count ?? 1,
    livemode: false,
    metadata: price.metadata,
    meter: null,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: null,
    transform_usage: null,
    trial_period_days: null,
    usage_type: 'licensed',
  };
}
