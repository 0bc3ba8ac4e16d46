import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { startFakeStripe, type FakeStripe } from '@geko/fake-stripe/fake-stripe';
import { makeStripeClient } from '@geko/payments/stripe/make-client';
import { geko } from './testing/run-geko.ts';

let database: TestDatabase;
let fake: FakeStripe;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
  fake = await startFakeStripe({ secretKey: 'sk_test_cli' });
});
afterAll(async () => {
  await database.drop();
  await fake.close();
});

const lastMonth = () => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1, 1))
    .toISOString()
    .slice(0, 7);
};

test('billing reconcile says that all agrees, or in what it does not, and exits by that', async () => {
  const DATABASE_URL = database.ownerUrl;
  const alone = await geko(['billing', 'reconcile'], { DATABASE_URL });
  expect(alone).toMatchObject({ code: 0, err: '' });
  expect(alone.out).toContain(`Compared for ${lastMonth()} with the ledger: invoices 0`);
  expect(alone.out).toContain('STRIPE_SECRET_KEY is not set');
  expect(alone.out).toContain('Everything agrees.');

  const withStripe = { DATABASE_URL, STRIPE_SECRET_KEY: 'sk_test_cli', STRIPE_BASE_URL: fake.url };
  const client = makeStripeClient({ secretKey: 'sk_test_cli', baseUrl: fake.url });
  const { id: customer } = await client.customers.create({ name: 'Ada Ltd' });
  const { id } = await client.invoices.create({
    customer,
    metadata: { geko_operation: randomUUID(), geko_purpose: 'monthly_invoice' },
  });
  const differs = await geko(['billing', 'reconcile', '--month', lastMonth()], withStripe);
  expect(differs.code).toBe(1);
  expect(differs.out).toContain('1 thing does not agree:');
  expect(differs.out).toContain(`invoice ${id} is not here (there: draft, $0)`);

  const garbled = await geko(['billing', 'reconcile', '--month', '2026-13'], { DATABASE_URL });
  expect(garbled).toMatchObject({ code: 1, out: '' });
  expect(garbled.err).toContain('2026-13 is not a month');
});
