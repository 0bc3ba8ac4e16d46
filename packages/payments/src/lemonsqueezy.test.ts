import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  startFakeLemonSqueezy,
  type FakeLemonSqueezy,
} from '@geko/fake-lemonsqueezy/fake-lemonsqueezy';
import { createLemonSqueezy } from './lemonsqueezy.ts';
import type { Shop } from './shop.ts';

const secrets = { token: 'ls-token', webhookSecret: 'ls-secret' };
let store: FakeLemonSqueezy;
let shop: Shop;
beforeAll(async () => {
  store = await startFakeLemonSqueezy(secrets);
  shop = createLemonSqueezy({ ...secrets, url: store.url, tiers: { '77': 'pro' } });
});
afterAll(() => store.close());

const buyer = { email: 'ada@example.com', variantId: 77 };

test.each([
  ['paid', null, 'good'],
  ['partial_refund', null, 'good'],
  ['refunded', null, 'over'],
  ['fraudulent', null, 'over'],
  ['paid', 'active', 'good'],
  ['paid', 'past_due', 'good'],
  ['paid', 'cancelled', 'good'],
  ['paid', 'expired', 'over'],
] as const)(
  'an order that is %s with a subscription that is %s is %s',
  async (status, subscription, state) => {
    const id = store.sell({ ...buyer, status, subscription });
    expect(await shop.findSale(id)).toEqual({ id, state, email: buyer.email, productId: '77' });
  },
);

test('one that is not paid yet, and one that is not there, are none', async () => {
  expect(await shop.findSale(store.sell({ ...buyer, status: 'pending' }))).toBeNull();
  expect(await shop.findSale('none/../other')).toBeNull();
});

test('a variant is the tier that is set for it, or none', () => {
  expect([shop.tierOf('77'), shop.tierOf('78')]).toEqual(['pro', null]);
});

test('a webhook of an order, and of its subscription, name the order; sent again it is the same event', () => {
  const id = store.sell({ ...buyer, subscription: 'active' });
  const knockOf = (event: string) => {
    const { headers, body } = store.deliver(event, id);
    return shop.readKnock(new Headers(headers), body);
  };
  const first = knockOf('order_created');
  expect(first).toMatchObject({ saleId: id });
  expect(knockOf('order_created')).toEqual(first);
  expect(knockOf('subscription_expired')).toMatchObject({ saleId: id });
  expect(knockOf('subscription_expired')?.eventId).not.toBe(first?.eventId);
});

test('what is not signed over these very bytes is forged', () => {
  const { headers, body } = store.deliver('order_created', store.sell(buyer));
  const signature = headers['x-signature'] ?? '';
  const altered = Buffer.from(body.toString().replace('77', '78'));
  const spaced = Buffer.from(JSON.stringify(JSON.parse(body.toString()), null, 1));
  const of = (text: Buffer, secret: string) =>
    createHmac('sha256', secret).update(text).digest('hex');
  const cases: [string | null, Buffer][] = [
    [null, body],
    ['', body],
    [signature, altered],
    [signature, spaced],
    [signature, Buffer.concat([Buffer.from('\uFEFF'), body])],
    [signature.toUpperCase(), body],
    [`${signature}, ${signature}`, body],
    [signature.slice(0, -1), body],
    [of(body, ''), body],
    [of(body, 'other'), body],
  ];
  for (const [said, bytes] of cases) {
    const sent = new Headers(said === null ? {} : { 'x-signature': said });
    expect(() => shop.readKnock(sent, bytes)).toThrow('signature');
  }
});

test('a signed webhook about no sale is nothing to act on', () => {
  for (const text of [
    '',
    'null',
    '[]',
    '{"meta":{"event_name":"x"}}',
    '{"meta":{"event_name":"x"},"data":{"type":"customers","id":"1","attributes":{}}}',
  ]) {
    const body = Buffer.from(text);
    const signature = createHmac('sha256', secrets.webhookSecret).update(body).digest('hex');
    expect(shop.readKnock(new Headers({ 'x-signature': signature }), body)).toBeNull();
  }
});

test('a shop that breaks is away, and what it says of its key stays there', async () => {
  const id = store.sell(buyer);
  for (const status of [401, 429, 500, 503]) {
    store.answerWith(status);
    const error = await shop.findSale(id).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'ShopError', kind: 'away' });
    expect(String(error)).not.toContain(secrets.token);
  }
  store.answerWith(200);
  await expect(shop.findSale(id)).rejects.toMatchObject({ kind: 'away' });
  store.answerWith(null);
  const nowhere = createLemonSqueezy({ ...secrets, url: 'http://127.0.0.1:1', tiers: {} });
  await expect(nowhere.findSale(id)).rejects.toMatchObject({ kind: 'away' });
});
