import { afterAll, beforeAll, expect, test } from 'vitest';
import { startFakeStripe } from '@geko/fake-stripe/fake-stripe';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import { geko } from './testing/run-geko.ts';

let fake: FakeStripe;
beforeAll(async () => {
  fake = await startFakeStripe({ secretKey: 'sk_test_cli' });
});
afterAll(() => fake.close());

/** There is no Geko: the prices that ship. */
const nowhere = { GEKO_DATA_DIR: '/nonexistent/geko' };

test('stripe sync says what it made; the second time there is nothing to do', async () => {
  const env = { ...nowhere, STRIPE_SECRET_KEY: 'sk_test_cli', STRIPE_BASE_URL: fake.url };
  const first = await geko(['stripe', 'sync'], env);
  expect(first).toMatchObject({ code: 0, err: '' });
  expect(first.out).toContain(`Account ${fake.accountId}:\n  geko_pro: created\n`);
  expect(first.out).toMatch(/^ {4}geko_pro_monthly \(price_\w+\): created$/mu);
  const writes = fake.requests().filter(({ line }) => line.startsWith('POST')).length;
  const second = await geko(['stripe', 'sync'], env);
  expect(second).toMatchObject({ code: 0, err: '' });
  expect(second.out).not.toContain('created');
  expect(second.out).toMatch(/^ {4}geko_pro_monthly \(price_\w+\): as it should be$/mu);
  expect(fake.requests().filter(({ line }) => line.startsWith('POST'))).toHaveLength(writes);
});

test.each([
  [{}, /^Payments are not set up: set STRIPE_SECRET_KEY /u],
  [{ STRIPE_SECRET_KEY: 'pk_test_x' }, /STRIPE_SECRET_KEY must be a secret key/u],
  [{ STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_BASE_URL: 'x' }, /STRIPE_BASE_URL must be an address/u],
  [{ STRIPE_SECRET_KEY: 'sk_test_wrong' }, /^Stripe does not take STRIPE_SECRET_KEY/u],
  [
    { STRIPE_SECRET_KEY: 'sk_test_x', STRIPE_BASE_URL: 'http://127.0.0.1:1' },
    /^Stripe cannot be reached/u,
  ],
])('with %j it says what is wrong', async (env, said) => {
  const ended = await geko(['stripe', 'sync'], { ...nowhere, STRIPE_BASE_URL: fake.url, ...env });
  expect(ended).toMatchObject({ code: 1, out: '' });
  expect(ended.err).toMatch(said);
  expect(ended.err).not.toContain('sk_test_wrong');
  expect(ended.err.trim().split('\n').length).toBeLessThanOrEqual(2);
});
