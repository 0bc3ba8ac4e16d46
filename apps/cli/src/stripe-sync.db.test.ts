import { expect, inject, onTestFinished, test } from 'vitest';
import { planTable } from '@geko/contracts/plans';
import { createTestDatabase } from '@geko/db/testing/test-database';
import { planOverrides } from '@geko/db/schema/models';
import { startFakeStripe } from '@geko/fake-stripe/fake-stripe';
import { geko } from './testing/run-geko.ts';

test('stripe sync sells plans at the price that the operator has set, once Geko has a database', async () => {
  const [fake, database] = await Promise.all([
    startFakeStripe({ secretKey: 'sk_test_cli' }),
    createTestDatabase(inject('ownerUrl')),
  ]);
  onTestFinished(async () => {
    await fake.close();
    await database.drop();
  });
  const env = {
    DATABASE_URL: database.ownerUrl,
    STRIPE_SECRET_KEY: 'sk_test_cli',
    STRIPE_BASE_URL: fake.url,
  };
  const priceOf = (out: string) => {
    const id = /geko_pro_monthly \((price_\w+)\)/u.exec(out)?.[1] ?? '';
    return fake.find('price', id)?.unit_amount;
  };
  const set = (priceCentsPerMonth: number | null) =>
    database.db
      .insert(planOverrides)
      .values({
        planId: 'pro',
        plan: { ...planTable.pro, priceCentsPerMonth },
        updatedAt: new Date(),
      })
      .onConflictDoUpdate({
        target: planOverrides.planId,
        set: { plan: { ...planTable.pro, priceCentsPerMonth } },
      });
  await set(3_900);
  const dearer = await geko(['stripe', 'sync'], env);
  expect(dearer).toMatchObject({ code: 0, err: '' });
  expect(priceOf(dearer.out)).toBe(3_900);
  await set(null);
  expect(await geko(['stripe', 'sync'], env)).toMatchObject({
    code: 1,
    err: expect.stringContaining('The plan Pro has no price') as string,
  });
});
