import type Stripe from 'stripe';
import { idOf, momentOf, wordFor } from './read-stripe.ts';
import { readMark } from './ours.ts';
import type { Marked } from './ours.ts';

export type CardFacts = {
  kind: 'card';
  cardId: string;
  /** null = it was removed. */
  customerId: string | null;
  isLive: boolean;
  brand: string;
  last4: string;
  expiresMonth: number;
  expiresYear: number;
  createdAt: Date;
};

/** A payment method in our words. */
export function cardFacts(method: Stripe.PaymentMethod): CardFacts {
  return {
    kind: 'card',
    cardId: method.id,
    customerId: idOf(method.customer),
    isLive: method.livemode,
    brand: method.card?.brand ?? method.type,
    last4: method.card?.last4 ?? '',
    expiresMonth: method.card?.exp_month ?? 0,
    expiresYear: method.card?.exp_year ?? 0,
    createdAt: momentOf(method.created),
  };
}

const setupStates = {
  requires_payment_method: 'waiting',
  requires_confirmation: 'waiting',
  requires_action: 'waiting',
  processing: 'waiting',
  canceled: 'canceled',
  succeeded: 'done',
} as const;
export type SetupState = (typeof setupStates)[keyof typeof setupStates] | 'unknown';
const setupRanks: Record<SetupState, number> = { unknown: 0, waiting: 0, canceled: 1, done: 1 };

export type SetupFacts = {
  kind: 'setup';
  setupIntentId: string;
  customerId: string | null;
  /** The card that was kept. */
  cardId: string | null;
  mark: Marked;
  state: SetupState;
  rank: number;
  isLive: boolean;
  createdAt: Date;
};

export function setupFacts(intent: Stripe.SetupIntent): SetupFacts {
  const state = wordFor(setupStates, intent.status);
  return {
    kind: 'setup',
    setupIntentId: intent.id,
    customerId: idOf(intent.customer),
    cardId: idOf(intent.payment_method),
    mark: readMark(intent.metadata),
    state,
    rank: setupRanks[state],
    isLive: intent.livemode,
    createdAt: momentOf(intent.created),
  };
}
