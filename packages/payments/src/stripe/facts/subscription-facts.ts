import type Stripe from 'stripe';
import { readMark } from './ours.ts';
import type { Marked } from './ours.ts';
import { idOf, momentOf, momentOrNull, wordFor } from './read-stripe.ts';

const states = {
  incomplete: 'incomplete',
  incomplete_expired: 'ended',
  trialing: 'trialing',
  active: 'active',
  past_due: 'past_due',
  unpaid: 'unpaid',
  paused: 'paused',
  canceled: 'ended',
} as const;
export type SubscriptionState = (typeof states)[keyof typeof states] | 'unknown';

/** How far a state is: one never goes back to a lower number. */
const ranks: Record<SubscriptionState, number> = {
  unknown: 0,
  incomplete: 0,
  trialing: 1,
  active: 2,
  past_due: 2,
  unpaid: 2,
  paused: 2,
  ended: 3,
};

export type SubscriptionFacts = {
  kind: 'subscription';
  subscriptionId: string;
  customerId: string | null;
  mark: Marked;
  state: SubscriptionState;
  rank: number;
  isLive: boolean;
  /** What it is a subscription to; `planOfProduct` tells the plan. */
  productId: string | null;
  /** The lookup key of its price; null = an older price, or one that `geko stripe sync` did not make. */
  lookupKey: string | null;
  priceId: string | null;
  /** A period's price; null = by agreement. */
  priceCents: number | null;
  currency: string;
  quantity: number;
  itemId: string | null;
  periodStartAt: Date | null;
  periodEndAt: Date | null;
  trialEndAt: Date | null;
  isEndingAtPeriodEnd: boolean;
  endedAt: Date | null;
  /** Why it ended or will, in Stripe's word, such as "payment_failed". */
  endReason: string | null;
  cardId: string | null;
  latestInvoiceId: string | null;
  /** Whether that one is paid; null = nobody asked. */
  isLatestInvoicePaid: boolean | null;
  createdAt: Date;
};

/** A subscription of Stripe's in our words; `latest_invoice` must be expanded for its payment to be told. Ours have one item. */
export function subscriptionFacts(subscription: Stripe.Subscription): SubscriptionFacts {
  const [item] = subscription.items.data;
  const state = wordFor(states, subscription.status);
  return {
    kind: 'subscription',
    subscriptionId: subscription.id,
    customerId: idOf(subscription.customer),
    mark: readMark(subscription.metadata),
    state,
    rank: ranks[state],
    isLive: subscription.livemode,
    productId: idOf(item?.price.product),
    lookupKey: item?.price.lookup_key ?? null,
    priceId: item?.price.id ?? null,
    priceCents: item?.price.unit_amount ?? null,
    currency: subscription.currency,
    quantity: item?.quantity ?? 1,
    itemId: item?.id ?? null,
    periodStartAt: momentOrNull(item?.current_period_start),
    periodEndAt: momentOrNull(item?.current_period_end),
    trialEndAt: momentOrNull(subscription.trial_end),
    isEndingAtPeriodEnd: subscription.cancel_at_period_end,
    endedAt: momentOrNull(subscription.ended_at),
    endReason: subscription.cancellation_details?.reason ?? null,
    cardId: idOf(subscription.default_payment_method),
    latestInvoiceId: idOf(subscription.latest_invoice),
    isLatestInvoicePaid: paidOf(subscription.latest_invoice),
    createdAt: momentOf(subscription.created),
  };
}

function paidOf(invoice: Stripe.Subscription['latest_invoice']): boolean | null {
  return typeof invoice === 'object' && invoice !== null ? invoice.status === 'paid' : null;
}
