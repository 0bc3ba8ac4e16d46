import Stripe from 'stripe';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startFakeStripe } from '../fake-stripe.ts';
import type { FakeStripe } from '../fake-stripe.ts';

const DAY_SECONDS = 86_400;
let fake: FakeStripe;
let stripe: Stripe;
beforeEach(async () => {
  // The end of a January, so that the months that follow are shorter and longer.
  const shift = Date.UTC(2027, 0, 31, 12) - Date.now();
  fake = await startFakeStripe({ clock: () => Date.now() + shift });
  const { port } = fake;
  stripe = new Stripe(fake.secretKey, { host: '127.0.0.1', port, protocol: 'http' });
});
afterEach(() => fake.close());

const daysOf = (types: string[]) =>
  fake
    .events()
    .filter(({ type }) => types.includes(type))
    .map(({ type, created }) => `${new Date(created * 1000).toISOString().slice(0, 10)} ${type}`);

async function subscribe(): Promise<string> {
  const product = await stripe.products.create({ name: 'Pro' });
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 2900,
    recurring: { interval: 'month' },
  });
  const session = await stripe.checkout.sessions.create({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
    success_url: 'https://geko.example/',
  });
  return fake.pay(session.id, { email: 'ada@example.com' }).subscription ?? '';
}

test('months pass, each with its invoice, on the last day where there is no 31st', async () => {
  await subscribe();
  fake.pass(100 * DAY_SECONDS);
  expect(daysOf(['invoice.paid'])).toEqual([
    '2027-01-31 invoice.paid',
    '2027-02-28 invoice.paid',
    '2027-03-31 invoice.paid',
    '2027-04-30 invoice.paid',
  ]);
});

test('a card that fails is tried three, five and seven days later; then it is over', async () => {
  const id = await subscribe();
  fake.decline(fake.find('subscription', id)?.default_payment_method ?? '');
  fake.pass(60 * DAY_SECONDS);
  expect(daysOf(['invoice.payment_failed', 'customer.subscription.deleted'])).toEqual([
    '2027-02-28 invoice.payment_failed',
    '2027-03-03 invoice.payment_failed',
    '2027-03-08 invoice.payment_failed',
    '2027-03-15 invoice.payment_failed',
    '2027-03-15 customer.subscription.deleted',
  ]);
});

test('a page on which nobody paid expires after a day', async () => {
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    currency: 'usd',
    success_url: 'https://geko.example/',
  });
  fake.pass(DAY_SECONDS - 60);
  expect(fake.find('checkout.session', session.id)?.status).toBe('open');
  fake.pass(120);
  expect((await stripe.checkout.sessions.retrieve(session.id)).status).toBe('expired');
  expect(daysOf(['checkout.session.expired'])).toHaveLength(1);
});
