import { afterEach, beforeEach, expect, test } from 'vitest';
import { planTable } from '@geko/contracts/plans';
import { startFakeStripe } from '@geko/fake-stripe/fake-stripe';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import type Stripe from 'stripe';
import { planOfProduct } from './catalogue.ts';
import { idOf } from './facts/read-stripe.ts';
import { makeStripeClient } from './make-client.ts';
import { syncCatalogue } from './sync-catalogue.ts';

let fake: FakeStripe;
let stripe: Stripe;
beforeEach(async () => {
  fake = await startFakeStripe();
  stripe = makeStripeClient({ secretKey: fake.secretKey, baseUrl: fake.url });
});
afterEach(() => fake.close());

const writes = () => fake.requests().filter(({ line }) => line.startsWith('POST')).length;
const didOf = (things: Awaited<ReturnType<typeof syncCatalogue>>) =>
  Object.fromEntries(things.map(({ name, did }) => [name, did]));

test('makes what is sold; a second run looks and writes nothing', async () => {
  const first = await syncCatalogue(stripe, { operationId: 'one', plans: planTable });
  expect(didOf(first)).toEqual({
    geko_pro: 'created',
    geko_pro_monthly: 'created',
    geko_paygo: 'created',
    geko_paygo_monthly: 'created',
    geko_credits: 'created',
    geko_credits_small: 'created',
    geko_credits_medium: 'created',
    geko_credits_large: 'created',
  });
  const [pro] = (await stripe.prices.list({ lookup_keys: ['geko_pro_monthly'] })).data;
  expect(pro).toMatchObject({
    unit_amount: 2900,
    currency: 'usd',
    product: 'geko_pro',
    recurring: { interval: 'month', interval_count: 1 },
    tax_behavior: 'exclusive',
    livemode: false,
  });
  const before = writes();
  const second = await syncCatalogue(stripe, { operationId: 'two', plans: planTable });
  expect(new Set(second.map(({ did }) => did))).toEqual(new Set(['nothing']));
  expect(second.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
  expect(writes()).toBe(before);
});

test('a changed price is a new one that takes the lookup key over; who subscribed keeps theirs', async () => {
  await syncCatalogue(stripe, { operationId: 'one', plans: planTable });
  const [old] = (await stripe.prices.list({ lookup_keys: ['geko_pro_monthly'] })).data;
  const dearer = { ...planTable, pro: { ...planTable.pro, priceCentsPerMonth: 3900 } };
  const done = await syncCatalogue(stripe, { operationId: 'two', plans: dearer });
  expect(didOf(done)).toMatchObject({ geko_pro: 'nothing', geko_pro_monthly: 'replaced' });
  const [now] = (await stripe.prices.list({ lookup_keys: ['geko_pro_monthly'] })).data;
  expect(now).toMatchObject({ unit_amount: 3900, active: true });
  expect(await stripe.prices.retrieve(old?.id ?? '')).toMatchObject({
    unit_amount: 2900,
    active: false,
    lookup_key: null,
  });
  expect(planOfProduct(idOf(now?.product))).toBe('pro');
  const again = await syncCatalogue(stripe, { operationId: 'three', plans: dearer });
  expect(didOf(again)).toMatchObject({ geko_pro_monthly: 'nothing' });
});

test('puts back what somebody switched off or renamed', async () => {
  const done = await syncCatalogue(stripe, { operationId: 'one', plans: planTable });
  const small = done.find(({ name }) => name === 'geko_credits_small')?.id ?? '';
  await stripe.products.update('geko_credits', { active: false });
  await stripe.prices.update(small, { active: false });
  const again = await syncCatalogue(stripe, { operationId: 'two', plans: planTable });
  expect(didOf(again)).toMatchObject({ geko_credits: 'updated', geko_credits_small: 'updated' });
  expect(await stripe.prices.retrieve(small)).toMatchObject({ active: true });
});

test('two runs of one operation at once make one of each', async () => {
  const run = () => syncCatalogue(stripe, { operationId: 'same', plans: planTable });
  const [one, two] = await Promise.all([run(), run()]);
  expect(two.map(({ id }) => id)).toEqual(one.map(({ id }) => id));
  expect(fake.events().filter(({ type }) => type === 'price.created')).toHaveLength(5);
});

test('an answer that was lost is asked for again, and nothing is made twice', async () => {
  fake.fault({ kind: 'reset-after', on: 'POST /v1/prices', times: 1 });
  await syncCatalogue(stripe, { operationId: 'one', plans: planTable });
  expect(fake.events().filter(({ type }) => type === 'price.created')).toHaveLength(5);
  expect(fake.requests().filter(({ isReplayed }) => isReplayed)).toHaveLength(1);
});

test('products lead back to plans', () => {
  expect(planOfProduct('geko_pro')).toBe('pro');
  expect(planOfProduct('geko_paygo')).toBe('paygo');
  expect(planOfProduct('geko_credits')).toBeNull();
  expect(planOfProduct('toString')).toBeNull();
  expect(planOfProduct(null)).toBeNull();
});
