import Stripe from 'stripe';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startFakeStripe } from '../fake-stripe.ts';
import type { FakeStripe } from '../fake-stripe.ts';

let fake: FakeStripe;
let stripe: Stripe;
beforeAll(async () => {
  fake = await startFakeStripe();
  const { port } = fake;
  stripe = new Stripe(fake.secretKey, { host: '127.0.0.1', port, protocol: 'http' });
});
beforeEach(() => fake.reset());
afterAll(() => fake.close());

/** Sends the page's form as a browser does, and does not follow. */
function submit(url: string, fields: Record<string, string>): Promise<Response> {
  return fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
}
const card = (cardNumber: string) => ({ cardNumber, expiry: '12 / 34', cvc: '123', name: 'Ada' });

async function newSession(more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const customer = await stripe.customers.create({ email: 'ada@example.com', name: 'Ada' });
  return stripe.checkout.sessions.create({
    mode: 'payment',
    customer: customer.id,
    success_url: 'https://geko.example/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://geko.example/plans?a=1&b=2',
    line_items: [
      {
        quantity: 2,
        price_data: {
          currency: 'usd',
          unit_amount: 1250,
          product_data: { name: '<b>Credits</b> & more' },
        },
      },
    ],
    ...more,
  });
}

test('the page tells what is paid, that it is a double, and where to go back; nothing in it is markup', async () => {
  const session = await newSession();
  const html = await (await fetch(session.url ?? '')).text();
  expect(html).toContain('A double of Stripe');
  expect(html).toContain('Pay $25.00');
  expect(html).toContain('&lt;b&gt;Credits&lt;/b&gt; &amp; more');
  expect(html).not.toContain('<b>Credits');
  expect(html).toContain('href="https://geko.example/plans?a=1&amp;b=2"');
  expect((await fetch(`${fake.url}/c/pay/cs_test_missing`)).status).toBe(404);
});

test('a declined card and a wrong number are told on the page; a good one goes on to where it should', async () => {
  const session = await newSession();
  const url = session.url ?? '';
  const declined = await submit(url, card('4000 0000 0000 0002'));
  expect(declined.status).toBe(402);
  expect(await declined.text()).toContain('role="alert">Your card was declined.');
  expect(await (await submit(url, card('1234'))).text()).toContain(
    'Your card number is incorrect.',
  );
  const paid = await submit(url, card('4242 4242 4242 4242'));
  expect(paid.status).toBe(303);
  expect(paid.headers.get('location')).toBe(`https://geko.example/done?session=${session.id}`);
  expect((await stripe.checkout.sessions.retrieve(session.id)).payment_status).toBe('paid');
  expect((await submit(url, card('4242424242424242'))).status).toBe(410);
  const charges = fake.events().filter(({ type }) => type === 'charge.succeeded');
  expect(charges).toHaveLength(1);
});

test('a failed invoice is paid on its page', async () => {
  const customer = await stripe.customers.create({ email: 'ada@example.com' });
  const invoice = await stripe.invoices.create({ customer: customer.id });
  await stripe.invoiceItems.create({ customer: customer.id, invoice: invoice.id, amount: 700 });
  const { hosted_invoice_url: url } = await stripe.invoices.finalizeInvoice(invoice.id);
  expect((await submit(url ?? '', card('4000000000009995'))).status).toBe(402);
  expect((await submit(url ?? '', card('4242424242424242'))).status).toBe(200);
  expect((await stripe.invoices.retrieve(invoice.id)).status).toBe('paid');
  expect(await (await fetch(url ?? '')).text()).toContain('This invoice is paid.');
});

test('the portal ends a plan with its period, and takes that back', async () => {
  const product = await stripe.products.create({ name: 'Pro' });
  const price = await stripe.prices.create({
    product: product.id,
    currency: 'usd',
    unit_amount: 2900,
    recurring: { interval: 'month' },
  });
  const session = await newSession({
    mode: 'subscription',
    line_items: [{ price: price.id, quantity: 1 }],
  });
  await submit(session.url ?? '', card('4242424242424242'));
  const bought = fake.find('checkout.session', session.id);
  const [subscription, customer] = [bought?.subscription ?? '', bought?.customer ?? ''];
  const portal = await stripe.billingPortal.sessions.create({ customer });
  expect(await (await fetch(portal.url)).text()).toContain('Cancel the plan');
  const ending = async () =>
    (await stripe.subscriptions.retrieve(subscription)).cancel_at_period_end;
  await submit(portal.url, { subscription, action: 'cancel' });
  expect(await ending()).toBe(true);
  await submit(portal.url, { subscription, action: 'resume' });
  expect(await ending()).toBe(false);
  const before = fake.find('subscription', subscription)?.default_payment_method;
  expect((await submit(portal.url, card('5555555555554444'))).status).toBe(303);
  const after = fake.find('subscription', subscription)?.default_payment_method;
  expect(after).not.toBe(before);
  expect(fake.find('customer', customer)?.invoice_settings.default_payment_method).toBe(after);
});
