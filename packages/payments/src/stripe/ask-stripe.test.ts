import { afterEach, beforeEach, expect, test } from 'vitest';
import { paymentErrors } from '../payment-error.ts';
import type { PaymentErrorCode } from '../payment-error.ts';
import { openStripeHouse } from '../testing/stripe-house.ts';
import { listCards } from './cards.ts';
import { findAccount } from './find-account.ts';
import { isLiveKey, makeStripeClient } from './make-client.ts';
import { openPortal } from './open-portal.ts';
import { writeOnce } from './write-once.ts';

let house: Awaited<ReturnType<typeof openStripeHouse>>;
let customerId: string;
beforeEach(async () => {
  house = await openStripeHouse();
  customerId = await house.newCustomer();
});
afterEach(() => house.fake.close());

const SECRET = 'sk_test_somebody_elses_0123456789';

test('a wrong key is the operator’s, and stands in no error', async () => {
  const stripe = makeStripeClient({ secretKey: SECRET, baseUrl: house.fake.url });
  const error: unknown = await findAccount(stripe).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: 'misconfigured',
    facts: { doing: 'findAccount', declineCode: null },
  });
  const shown = JSON.stringify([error, String(error), (error as Error).stack]);
  expect(shown).not.toContain('sk_test');
  expect(shown).not.toContain('Invalid API Key');
  expect((error as Error).cause).toBeUndefined();
});

test.each([
  [{ kind: 'refuse', status: 429 } as const, 'rate_limited'],
  [{ kind: 'refuse', status: 500 } as const, 'unavailable'],
  [{ kind: 'reset-before' } as const, 'unavailable'],
])('%j is %s', async (fault, code) => {
  const { fake } = house;
  const stripe = makeStripeClient({ secretKey: fake.secretKey, baseUrl: fake.url, maxRetries: 0 });
  fake.fault({ ...fault, on: 'GET /v1/customers/', times: 2 });
  await expect(listCards(stripe, { customerId })).rejects.toMatchObject({
    code,
    isRetryable: true,
    message: paymentErrors[code as PaymentErrorCode].message,
  });
});

test('nobody there is unavailable, and so is one who does not answer in time', async () => {
  const { fake } = house;
  const nobody = makeStripeClient({
    secretKey: 'sk_test',
    baseUrl: 'http://127.0.0.1:1',
    maxRetries: 0,
  });
  await expect(findAccount(nobody)).rejects.toMatchObject({ code: 'unavailable' });
  const settings = { secretKey: fake.secretKey, baseUrl: fake.url, maxRetries: 0, timeoutMs: 100 };
  fake.fault({ kind: 'slow', ms: 1000, times: 2 });
  await expect(findAccount(makeStripeClient(settings))).rejects.toMatchObject({
    code: 'unavailable',
  });
});

test('a write whose first request still runs is tried again, and done once', async () => {
  const { fake, stripe } = house;
  const wish = { operationId: 'once', customerId, returnUrl: 'https://geko.example/' };
  fake.fault({ kind: 'slow', ms: 200, on: 'POST /v1/billing_portal' });
  const [one, two] = await Promise.all([openPortal(stripe, wish), openPortal(stripe, wish)]);
  expect(two).toEqual(one);
  const statuses = fake
    .requests()
    .filter(({ line }) => line.startsWith('POST /v1/billing_portal'))
    .map(({ status }) => status);
  expect(statuses.toSorted((one, other) => one - other)).toEqual([200, 200, 409]);

  const once = makeStripeClient({ secretKey: fake.secretKey, baseUrl: fake.url, maxRetries: 0 });
  fake.fault({ kind: 'slow', ms: 200, on: 'POST /v1/billing_portal' });
  const other = { ...wish, operationId: 'other' };
  const [first, second] = await Promise.allSettled([
    openPortal(once, other),
    openPortal(once, other),
  ]);
  expect([first.status, second.status].toSorted()).toEqual(['fulfilled', 'rejected']);
  const [refused] = [first, second].filter(({ status }) => status === 'rejected');
  expect(refused).toMatchObject({ reason: { code: 'operation_busy', isRetryable: true } });
});

test('every write carries a key made of its operation', async () => {
  const { fake } = house;
  await house.subscribe(customerId);
  const keys = fake
    .requests()
    .filter(({ line }) => line.startsWith('POST'))
    .map(({ idempotencyKey }) => idempotencyKey);
  expect(keys.length).toBeGreaterThan(8);
  for (const key of keys) expect(key).toMatch(/^geko:[\w.-]+:operation-\d+$/u);
  expect(new Set(keys).size).toBe(keys.length);
});

test('a key tells its mode', () => {
  expect(['sk_live_x', 'rk_live_x'].map(isLiveKey)).toEqual([true, true]);
  expect(['sk_test_x', 'rk_test_x', 'sk_test_live_', ''].some(isLiveKey)).toBe(false);
});

test.each(['', 'a b', 'a\nb', 'ä', 'x'.repeat(256)])('%j is no operation id', (operationId) => {
  expect(() => writeOnce(operationId, 'step')).toThrow(RangeError);
});
