import type Stripe from 'stripe';
import { emit, must } from '../account.ts';
import type { Account } from '../account.ts';
import type { CheckoutSession, Customer, PaymentMethod, Price } from '../held.ts';
import { badRequest } from '../refusal.ts';
import { makeCustomer } from './make-customer.ts';
import { cardRefusal, makeIntent, payIntent } from './make-intent.ts';
import { makePaymentMethod } from './make-payment-method.ts';
import { attach, completeSetup, makeSetupIntent } from './make-setup-intent.ts';
import { makeSubscription } from './make-subscription.ts';
import { failureOf } from './charge-card.ts';
import type { TestCard } from './test-cards.ts';

/** What a session asked for beyond what its object shows. */
export type SessionWishes = {
  metadata: Record<string, string>;
  description: string | null;
  trialDays: number;
  setupFutureUsage: 'off_session' | 'on_session' | null;
};

export const sessionWishes = new WeakMap<CheckoutSession, SessionWishes>();

const enteredAddress: Stripe.Address = {
  city: 'Berlin',
  country: 'DE',
  line1: 'Unter den Linden 1',
  line2: null,
  postal_code: '10117',
  state: null,
};

const none: SessionWishes = {
  metadata: {},
  description: null,
  trialDays: 0,
  setupFutureUsage: null,
};

/**
 * What pressing "Pay" on the hosted page does. A refused card leaves the session open for another one.
 * @throws Refusal 402 for a refused card, 400 when the session is no longer open.
 */
export function completeSession(
  account: Account,
  session: CheckoutSession,
  { card, name, email }: { card: TestCard; name: string | null; email: string | null },
): void {
  if (session.status !== 'open') throw badRequest(`This session is ${String(session.status)}.`);
  const customer = customerOf(account, session, { name, email });
  // Whoever is taxed says where they are, and the session has asked for that to be kept.
  if (customer !== null && session.automatic_tax.enabled) customer.address ??= enteredAddress;
  const method = makePaymentMethod(account, card, { name, email: customer?.email ?? email });
  const wishes = sessionWishes.get(session) ?? none;
  if (session.mode === 'setup') {
    const intent =
      account.shelves.setup_intent.get(session.setup_intent ?? '') ??
      makeSetupIntent(account, {
        customer: session.customer,
        usage: 'off_session',
        metadata: wishes.metadata,
      });
    session.setup_intent = intent.id;
    completeSetup(account, intent, method);
    session.payment_status = 'no_payment_required';
  } else if (session.mode === 'payment') {
    payOnce(account, session, { customer, method, wishes });
  } else {
    subscribe(account, session, { customer, method, wishes });
  }
  session.status = 'complete';
  session.url = null;
  session.customer_details = {
    address: customer?.address ?? null,
    business_name: null,
    email: customer?.email ?? email,
    individual_name: null,
    name: name ?? customer?.name ?? null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  };
  emit(account, 'checkout.session.completed', session);
}

function customerOf(
  account: Account,
  session: CheckoutSession,
  { name, email }: { name: string | null; email: string | null },
): Customer | null {
  if (session.customer !== null) return must(account, 'customer', session.customer, null);
  if (session.mode === 'payment' && session.customer_creation !== 'always') return null;
  const customer = makeCustomer(account, { name, email: session.customer_email ?? email });
  session.customer = customer.id;
  return customer;
}

type Paying = { customer: Customer | null; method: PaymentMethod; wishes: SessionWishes };

function payOnce(account: Account, session: CheckoutSession, { customer, method, wishes }: Paying) {
  const kept = account.shelves.payment_intent.get(session.payment_intent ?? '');
  const intent =
    kept ??
    makeIntent(account, {
      amount: session.amount_total ?? 0,
      currency: session.currency ?? 'usd',
      customer: customer?.id ?? null,
      description: wishes.description,
      metadata: wishes.metadata,
      setupFutureUsage: wishes.setupFutureUsage,
    });
  session.payment_intent = intent.id;
  const failure = payIntent(account, intent, { method, isOffSession: false });
  if (failure !== null) throw cardRefusal(failure, intent);
  if (customer !== null && wishes.setupFutureUsage !== null) attach(account, method, customer.id);
  session.payment_status = 'paid';
}

function subscribe(
  account: Account,
  session: CheckoutSession,
  { customer, method, wishes }: Paying,
) {
  const [line] = account.sessionLines.get(session.id) ?? [];
  if (customer === null || line === undefined || line.price === null) {
    throw badRequest('This session sells nothing.');
  }
  const price = line.price as Price;
  const quantity = line.quantity ?? 1;
  // A card that is only kept is refused when its bank says no to everything; one that pays, for less.
  const failure = failureOf(account, method, false);
  const isCharged = wishes.trialDays === 0 && (price.unit_amount ?? 0) * quantity > 0;
  const isRefused = isCharged || account.cards.get(method.id)?.behaviour === 'declines';
  if (failure !== null && isRefused) throw cardRefusal(failure, null);
  attach(account, method, customer.id);
  const made = makeSubscription(account, {
    customer,
    price,
    quantity,
    method,
    metadata: wishes.metadata,
    trialDays: wishes.trialDays,
    isTaxAutomatic: session.automatic_tax.enabled,
    description: wishes.description,
  });
  session.subscription = made.subscription.id;
  session.invoice = made.invoice.id;
  session.payment_status = made.invoice.total === 0 ? 'no_payment_required' : 'paid';
}
