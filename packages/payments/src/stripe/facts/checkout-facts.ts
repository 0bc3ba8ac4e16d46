import type Stripe from 'stripe';
import { readMark } from './ours.ts';
import type { Marked } from './ours.ts';
import { idOf, momentOf, wordFor } from './read-stripe.ts';

const states = { open: 'open', expired: 'expired', complete: 'complete' } as const;
export type CheckoutState = keyof typeof states | 'unknown';
const ranks: Record<CheckoutState, number> = { unknown: 0, open: 0, expired: 1, complete: 2 };

const modes = { payment: 'payment', setup: 'setup', subscription: 'subscription' } as const;

export type CheckoutFacts = {
  kind: 'checkout';
  sessionId: string;
  mode: keyof typeof modes | 'unknown';
  state: CheckoutState;
  rank: number;
  /** Whether its money has come in, or none was due. A complete session may still wait for it. */
  isPaid: boolean;
  isLive: boolean;
  customerId: string | null;
  mark: Marked;
  currency: string | null;
  subtotalCents: number;
  taxCents: number;
  totalCents: number;
  items: {
    productId: string | null;
    /** null = an amount of one's own, or a price that another took over from. */
    lookupKey: string | null;
    quantity: number;
    /** Without tax. */
    subtotalCents: number;
  }[];
  paymentIntentId: string | null;
  subscriptionId: string | null;
  setupIntentId: string | null;
  invoiceId: string | null;
  createdAt: Date;
};

/** A session in our words; `line_items` must be expanded for its prices to be told. */
export function checkoutFacts(session: Stripe.Checkout.Session): CheckoutFacts {
  const state = wordFor(states, session.status);
  return {
    kind: 'checkout',
    sessionId: session.id,
    mode: wordFor(modes, session.mode),
    state,
    rank: ranks[state],
    isPaid: session.payment_status !== 'unpaid' && state === 'complete',
    isLive: session.livemode,
    customerId: idOf(session.customer),
    mark: readMark(session.metadata),
    currency: session.currency,
    subtotalCents: session.amount_subtotal ?? 0,
    taxCents: session.total_details?.amount_tax ?? 0,
    totalCents: session.amount_total ?? 0,
    items: (session.line_items?.data ?? []).map(({ price, quantity, amount_subtotal: cents }) => ({
      productId: idOf(price?.product),
      lookupKey: price?.lookup_key ?? null,
      quantity: quantity ?? 1,
      subtotalCents: cents,
    })),
    paymentIntentId: idOf(session.payment_intent),
    subscriptionId: idOf(session.subscription),
    setupIntentId: idOf(session.setup_intent),
    invoiceId: idOf(session.invoice),
    createdAt: momentOf(session.created),
  };
}
