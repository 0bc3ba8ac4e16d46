import type Stripe from 'stripe';
import { readMark } from './ours.ts';
import type { Marked } from './ours.ts';
import { idOf, momentOf, wordFor } from './read-stripe.ts';

const refundStates = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'done',
  failed: 'failed',
  canceled: 'failed',
} as const;
export type RefundState = (typeof refundStates)[keyof typeof refundStates] | 'unknown';
/** A refund that was done may still fail, days later. */
const refundRanks: Record<RefundState, number> = { unknown: 0, pending: 0, done: 1, failed: 2 };

export type RefundFacts = {
  kind: 'refund';
  refundId: string;
  chargeId: string | null;
  paymentIntentId: string | null;
  customerId: string | null;
  mark: Marked;
  /** The payment's own; nulls unless it is expanded. */
  paymentMark: Marked;
  state: RefundState;
  rank: number;
  amountCents: number;
  currency: string;
  createdAt: Date;
};

export function refundFacts(refund: Stripe.Refund): RefundFacts {
  const state = wordFor(refundStates, refund.status);
  return {
    kind: 'refund',
    refundId: refund.id,
    chargeId: idOf(refund.charge),
    paymentIntentId: idOf(refund.payment_intent),
    customerId: idOf(refund.customer),
    mark: readMark(refund.metadata),
    paymentMark: markOfPayment(refund.payment_intent),
    state,
    rank: refundRanks[state],
    amountCents: refund.amount,
    currency: refund.currency,
    createdAt: momentOf(refund.created),
  };
}

function markOfPayment(payment: string | Stripe.PaymentIntent | null): Marked {
  return readMark(typeof payment === 'string' ? null : (payment?.metadata ?? null));
}

const disputeStates = {
  warning_needs_response: 'warned',
  warning_under_review: 'warned',
  warning_closed: 'closed_warning',
  needs_response: 'open',
  under_review: 'open',
  appeal_needs_response: 'lost',
  appeal_under_review: 'lost',
  prevented: 'closed_warning',
  lost: 'lost',
  won: 'won',
} as const;
export type DisputeState = (typeof disputeStates)[keyof typeof disputeStates] | 'unknown';
/** An appeal may still win what was lost. */
const disputeRanks: Record<DisputeState, number> = {
  unknown: 0,
  warned: 0,
  closed_warning: 1,
  open: 1,
  lost: 2,
  won: 3,
};

export type DisputeFacts = {
  kind: 'dispute';
  disputeId: string;
  chargeId: string | null;
  paymentIntentId: string | null;
  /** The payment's own; nulls unless it is expanded. */
  paymentMark: Marked;
  /** open and lost: the money is gone; won: it is back; warned: it has not gone. */
  state: DisputeState;
  rank: number;
  isLive: boolean;
  amountCents: number;
  currency: string;
  /** In Stripe's word, such as "fraudulent". */
  reason: string;
  createdAt: Date;
};

export function disputeFacts(dispute: Stripe.Dispute): DisputeFacts {
  const state = wordFor(disputeStates, dispute.status);
  return {
    kind: 'dispute',
    disputeId: dispute.id,
    chargeId: idOf(dispute.charge),
    paymentIntentId: idOf(dispute.payment_intent),
    paymentMark: markOfPayment(dispute.payment_intent),
    state,
    rank: disputeRanks[state],
    isLive: dispute.livemode,
    amountCents: dispute.amount,
    currency: dispute.currency,
    reason: dispute.reason,
    createdAt: momentOf(dispute.created),
  };
}

export type CreditNoteFacts = {
  kind: 'credit_note';
  creditNoteId: string;
  number: string;
  invoiceId: string | null;
  customerId: string | null;
  mark: Marked;
  state: 'issued' | 'void' | 'unknown';
  rank: number;
  isLive: boolean;
  amountCents: number;
  /** Its invoice was paid before: money goes back, else less is to be paid. */
  isPaidBack: boolean;
  /** Of a paid invoice's: what went back by refunds; the rest is credit for coming invoices, or was settled outside. */
  refundedCents: number;
  currency: string;
  createdAt: Date;
};

export function creditNoteFacts(note: Stripe.CreditNote): CreditNoteFacts {
  const state = wordFor({ issued: 'issued', void: 'void' } as const, note.status);
  return {
    kind: 'credit_note',
    creditNoteId: note.id,
    number: note.number,
    invoiceId: idOf(note.invoice),
    customerId: idOf(note.customer),
    mark: readMark(note.metadata),
    state,
    rank: state === 'void' ? 1 : 0,
    isLive: note.livemode,
    amountCents: note.total,
    isPaidBack: note.post_payment_amount > 0,
    refundedCents: note.refunds.reduce((sum, { amount_refunded: cents }) => sum + cents, 0),
    currency: note.currency,
    createdAt: momentOf(note.created),
  };
}
