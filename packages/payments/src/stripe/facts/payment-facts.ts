import type Stripe from 'stripe';
import { readMark } from './ours.ts';
import type { Marked } from './ours.ts';
import { idOf, momentOf, wordFor } from './read-stripe.ts';

const states = {
  requires_payment_method: 'waiting',
  requires_confirmation: 'waiting',
  requires_action: 'waiting',
  requires_capture: 'waiting',
  processing: 'waiting',
  canceled: 'canceled',
  succeeded: 'paid',
} as const;
export type PaymentState = (typeof states)[keyof typeof states] | 'failed' | 'unknown';

const ranks: Record<PaymentState, number> = {
  unknown: 0,
  waiting: 0,
  failed: 0,
  canceled: 1,
  paid: 2,
};

export type PaymentFacts = {
  kind: 'payment';
  paymentIntentId: string;
  chargeId: string | null;
  customerId: string | null;
  /** The invoice that it pays; null = it stands alone, as top-ups do. */
  invoiceId: string | null;
  mark: Marked;
  state: PaymentState;
  rank: number;
  isLive: boolean;
  currency: string;
  /** What was asked for. */
  amountCents: number;
  /** What has come in. */
  receivedCents: number;
  /** What went back since, all refunds together. */
  refundedCents: number;
  isDisputed: boolean;
  declineCode: string | null;
  cardId: string | null;
  receiptUrl: string | null;
  createdAt: Date;
};

/** A payment of Stripe's in our words; `latest_charge` must be expanded for refunds to be told. */
export function paymentFacts(intent: Stripe.PaymentIntent, invoiceId: string | null): PaymentFacts {
  const charge = typeof intent.latest_charge === 'object' ? intent.latest_charge : null;
  const word = wordFor(states, intent.status);
  const state = word === 'waiting' && intent.last_payment_error !== null ? 'failed' : word;
  const failure = intent.last_payment_error;
  return {
    kind: 'payment',
    paymentIntentId: intent.id,
    chargeId: idOf(intent.latest_charge),
    customerId: idOf(intent.customer),
    invoiceId,
    mark: readMark(intent.metadata),
    state,
    rank: ranks[state],
    isLive: intent.livemode,
    currency: intent.currency,
    amountCents: intent.amount,
    receivedCents: intent.amount_received,
    refundedCents: charge?.amount_refunded ?? 0,
    isDisputed: charge?.disputed ?? false,
    declineCode: failure?.decline_code ?? failure?.code ?? null,
    cardId: idOf(intent.payment_method),
    receiptUrl: charge?.receipt_url ?? null,
    createdAt: momentOf(intent.created),
  };
}
