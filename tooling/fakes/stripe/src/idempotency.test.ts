import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFakeStripe } from './fake-stripe.ts';
import type { FakeStripe } from './fake-stripe.ts';

let fake: FakeStripe;
let stripe: Stripe;
beforeAll(async () => {
  fake = await startFakeStripe();
  const { port } = fake;
  stripe = new Stripe(fake.secretKey, {
    host: '127.0.0.1',
    port,
    protocol: 'http',
    maxNetworkRetries: 0,
  });
});
beforeEach(() => fake.reset());
afterAll(() => fake.close());

const made = () => fake.events().filter(({ type }) => type === 'customer.created').length;

test('the same key and body get the same answer again, and say so', async () => {
  const make = () => stripe.customers.create({ email: 'a@example.com' }, { idempotencyKey: 'one' });
  const [first, second] = [await make(), await make()];
  expect(second).toEqual(first);
  expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
  expect(second.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(second.lastResponse.headers['idempotency-key']).toBe('one');
  expect(made()).toBe(1);
});

test('the same key with another body, or for another endpoint, is refused', async () => {
  await stripe.customers.create({ email: 'a@example.com' }, { idempotencyKey: 'one' });
  const others = [
    () => stripe.customers.create({ email: 'b@example.com' }, { idempotencyKey: 'one' }),
    () => stripe.products.create({ name: 'x' }, { idempotencyKey: 'one' }),
  ];
  for (const other of others) {
    await expect(other()).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      statusCode: 400,
      rawType: 'idempotency_error',
    });
  }
  expect(made()).toBe(1);
});

test('while the first runs the second is told so; afterwards it gets the answer', async () => {
  fake.fault({ kind: 'slow', ms: 150 });
  const make = () => stripe.customers.create({ email: 'a@example.com' }, { idempotencyKey: 'one' });
  const first = make();
  const second = new Promise((resolve) => setTimeout(resolve, 50)).then(make);
  await expect(second).rejects.toMatchObject({ statusCode: 409, code: 'idempotency_key_in_use' });
  const { id } = await first;
  expect((await make()).id).toBe(id);
  expect(made()).toBe(1);
});

test('a refused card is kept and told again; a bad parameter is not kept', async () => {
  const { id: customer } = await stripe.customers.create({ email: 'a@example.com' });
  const charge = (payment_method: string, idempotencyKey: string) =>
    stripe.paymentIntents.create(
      { amount: 500, currency: 'usd', customer, payment_method, confirm: true, off_session: true },
      { idempotencyKey },
    );
  const tries = () => fake.events().filter(({ type }) => type === 'charge.failed').length;
  for (let round = 0; round < 2; round += 1) {
    await expect(charge('pm_card_chargeDeclined', 'one')).rejects.toMatchObject({
      statusCode: 402,
      code: 'card_declined',
      decline_code: 'generic_decline',
    });
  }
  expect(tries()).toBe(1);
  const wrong = stripe.products.create({ name: '' }, { idempotencyKey: 'two' });
  await expect(wrong).rejects.toMatchObject({ statusCode: 400 });
  await stripe.products.create({ name: 'x' }, { idempotencyKey: 'two' });
});

test('work whose answer was lost is answered again, and not done again', async () => {
  fake.fault({ kind: 'reset-after' });
  // The SDK tries a broken connection once more by itself, with the same key.
  const customer = await stripe.customers.create({ email: 'a@example.com' });
  expect(customer.lastResponse.headers['idempotent-replayed']).toBe('true');
  expect(made()).toBe(1);
});
