import { expect, test } from 'vitest';
import type Stripe from 'stripe';
import { openStripeHouse } from '../../testing/stripe-house.ts';
import { invoiceFacts } from './invoice-facts.ts';
import { refundFacts } from './money-back-facts.ts';
import { wordFor } from './read-stripe.ts';
import { subscriptionFacts } from './subscription-facts.ts';

test.each([
  ['incomplete', 'incomplete', 0],
  ['trialing', 'trialing', 1],
  ['active', 'active', 2],
  ['past_due', 'past_due', 2],
  ['unpaid', 'unpaid', 2],
  ['paused', 'paused', 2],
  ['canceled', 'ended', 3],
  ['incomplete_expired', 'ended', 3],
  ['something_new', 'unknown', 0],
])('a subscription that is %s is %s, of rank %i', async (status, state, rank) => {
  const house = await openStripeHouse();
  const { subscriptionId } = await house.subscribe(await house.newCustomer());
  const subscription = await house.stripe.subscriptions.retrieve(subscriptionId);
  expect(subscriptionFacts({ ...subscription, status })).toMatchObject({ state, rank });
  await house.fake.close();
});

test.each([null, undefined, '', 'toString', '__proto__', 'constructor'])(
  'the word %j is unknown',
  (status) => {
    expect(wordFor({ open: 'open' }, status)).toBe('unknown');
  },
);

test('what Stripe leaves out or adds breaks nothing', () => {
  const bare = { id: 're_1', amount: 5, currency: 'usd', created: 1, metadata: null, status: null };
  expect(refundFacts(bare as unknown as Stripe.Refund)).toMatchObject({
    state: 'unknown',
    rank: 0,
    paymentIntentId: null,
    mark: { operationId: null, workspaceId: null, purpose: null },
  });
});

test('an invoice that was paid by its second payment names that one', async () => {
  const house = await openStripeHouse();
  const { invoiceId } = await house.subscribe(await house.newCustomer());
  const invoice = await house.stripe.invoices.retrieve(invoiceId, { expand: ['payments'] });
  const [paid] = invoice.payments?.data ?? [];
  if (paid === undefined) throw new Error('no payment');
  const first = {
    ...paid,
    status: 'canceled',
    payment: { ...paid.payment, payment_intent: 'pi_0' },
  };
  const payments = { ...invoice.payments, data: [first, paid] } as Stripe.Invoice['payments'] &
    object;
  expect(invoiceFacts({ ...invoice, payments }).paymentIntentId).toBe(paid.payment.payment_intent);
  await house.fake.close();
});
