import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeGumroad, type FakeGumroad } from '@geko/fake-gumroad/fake-gumroad';
import { createGumroad } from './gumroad.ts';
import { openShops } from './open-shops.ts';
import type { Shop } from './shop.ts';

const token = 'gr-token';
let store: FakeGumroad;
let shop: Shop;
beforeAll(async () => {
  store = await startFakeGumroad({ token });
  shop = createGumroad({ token, url: store.url, tiers: { 'p-1==': 'team' } });
});
afterAll(() => store.close());

const buyer = { email: 'ada@example.com', productId: 'p-1==' };

test.each([
  [{}, 'good'],
  [{ refunded: true }, 'over'],
  [{ disputed: true }, 'over'],
  [{ disputed: true, disputeWon: true }, 'good'],
  [{ ended: true }, 'over'],
])('a sale with %j is %s', async (change, state) => {
  const id = store.sell(buyer);
  store.change(id, change);
  expect(await shop.findSale(id)).toEqual({ id, state, email: buyer.email, productId: 'p-1==' });
});

test('a ping is a knock: what it says of the sale counts for nothing', async () => {
  const id = store.sell(buyer);
  const lie = store.ping(id, { email: 'eve@example.com', product_id: 'other' });
  const knock = shop.readKnock(new Headers(), lie);
  expect(knock).toMatchObject({ saleId: id });
  expect(await shop.findSale(knock?.saleId ?? '')).toMatchObject({ email: buyer.email });
});

test.each([
  '',
  'sale_id=',
  'sale_id=../user',
  'sale_id=a%2Fb',
  `sale_id=${'a'.repeat(101)}`,
  '{"sale_id":"a"}',
])('a ping of %j is about no sale', (text) => {
  expect(shop.readKnock(new Headers(), Buffer.from(text))).toBeNull();
});

test('a sale that it does not know is none; one that cannot be asked about is away', async () => {
  expect(await shop.findSale('nobody')).toBeNull();
  store.answerWith(500);
  await expect(shop.findSale('nobody')).rejects.toMatchObject({ kind: 'away' });
  store.answerWith(null);
});

test('shops without keys, and all of them without mail, are closed', async () => {
  const settings = { lemonsqueezy: null, gumroad: { token, url: store.url, tiers: {} } };
  expect(openShops(settings, { canMail: true })).toMatchObject({
    lemonsqueezy: { isSet: false },
    gumroad: { isSet: true },
  });
  const { gumroad } = openShops(settings, { canMail: false });
  expect(gumroad.isSet).toBe(false);
  await expect(gumroad.findSale('any')).rejects.toMatchObject({ kind: 'away' });
  expect(() => gumroad.readKnock(new Headers(), Buffer.alloc(0))).toThrow('not set up');
  expect(gumroad.tierOf('any')).toBeNull();
});
