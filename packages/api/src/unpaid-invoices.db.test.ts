import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { PlanStanding, SubscriptionPage } from '@geko/contracts/subscriptions';
import { inTenant } from '@geko/db/client';
import { lookAtPlans } from '@geko/services/billing/look-at-plans';
import { openStripeInvoiceHouse, type StripeInvoiceHouse } from './testing/invoice-house.ts';
import { noticeKindsOf } from './testing/money-calls.ts';
import { writePlan } from './testing/sweep-plans.ts';

let site: StripeInvoiceHouse;
beforeAll(async () => {
  site = await openStripeInvoiceHouse(inject('ownerUrl'));
});
afterAll(() => site.close());

test('an invoice for use that is not paid puts the plan in grace, takes it at the end, and gives it back when paid', async () => {
  const owner = await site.owing();
  const place = await site.placeOf(owner);
  await inTenant(site.house.database.db, place, (tx) =>
    writePlan(tx, place, { stripe: null, isEnding: false }),
  );
  const { workspaceId } = owner;
  const stands = async () =>
    (await owner.query<PlanStanding>('billing.subscription', { workspaceId })).data;
  expect(await stands()).toMatchObject({ standing: 'active', until: null });

  const cardId = await site.keepCard(owner);
  site.stripe.decline(cardId, 'insufficient_funds');
  await site.run();
  expect(await stands()).toMatchObject({
    planId: 'pro',
    standing: 'grace',
    until: '2026-11-15T01:07:00.000Z',
  });
  const { data: failing } = await site.operator.query<SubscriptionPage>('billing.subscriptions', {
    isFailing: true,
    limit: 5,
  });
  expect(failing.items).toMatchObject([
    { workspaceId, standing: 'grace', failedSince: '2026-11-01T01:07:00.000Z' },
  ]);
  site.setNow('2026-11-15T02:00:00.000Z');
  await lookAtPlans(site.house.server);
  expect(await stands()).toMatchObject({ planId: 'free', standing: 'lapsed' });
  expect(await noticeKindsOf(owner)).toEqual(
    expect.arrayContaining(['plan_lapsed', 'payment_failed', 'invoice_failed']),
  );

  site.stripe.accept(cardId);
  const { id } = await site.invoiceOf(owner);
  expect(await site.operator.mutate('invoices.retry', { workspaceId, id })).toMatchObject({
    status: 200,
  });
  expect(await stands()).toMatchObject({ planId: 'pro', standing: 'active', until: null });
});
