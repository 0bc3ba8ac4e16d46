import { afterEach, beforeEach, expect, test } from 'vitest';
import { planTable } from '@geko/contracts/plans';
import { openStripeHouse } from '../testing/stripe-house.ts';
import { changePlan, previewPlanChange } from './change-plan.ts';
import { endPlanAtPeriodEnd, endPlanNow, resumePlan } from './end-plan.ts';
import { listSubscriptions } from './list-subscriptions.ts';
import { syncCatalogue } from './sync-catalogue.ts';

const DAY_SECONDS = 86_400;

let house: Awaited<ReturnType<typeof openStripeHouse>>;
let customerId: string;
beforeEach(async () => {
  // The first of a month of 30 days, so that half of it is half of it.
  const begin = Date.UTC(2027, 3, 1) - Date.now();
  house = await openStripeHouse({ clock: () => Date.now() + begin });
  customerId = await house.newCustomer();
});
afterEach(() => house.fake.close());

test('paygo to Pro in the middle of a month begins a month of Pro, as the preview says', async () => {
  const { fake, stripe, operation } = house;
  const { subscriptionId } = await house.subscribe(customerId, { plan: 'paygo' });
  fake.pass(15 * DAY_SECONDS);
  const prorationAt = new Date(fake.now() * 1000);
  const change = { subscriptionId, plan: 'pro' as const, prorationAt };
  const preview = await previewPlanChange(stripe, change);
  expect(preview).toMatchObject({ totalCents: 2900, dueCents: 2900, taxCents: 0, currency: 'usd' });
  expect(preview.lines).toMatchObject([{ amountCents: 2900, isProration: false }]);
  expect(fake.find('subscription', subscriptionId)?.items.data[0]?.price.unit_amount).toBe(0);

  const changed = await changePlan(stripe, { ...change, operationId: operation() });
  expect(changed).toMatchObject({ state: 'active', productId: 'geko_pro' });
  expect(changed.periodStartAt?.getTime()).toBeGreaterThanOrEqual(prorationAt.getTime());
  const invoice = await house.truthOf('invoice.paid');
  expect(invoice.facts).toMatchObject({
    kind: 'invoice',
    paidCents: 2900,
    reason: 'subscription_update',
    subscriptionId,
    state: 'paid',
  });
  fake.endPeriod(subscriptionId);
  expect((await house.truthOf('invoice.paid')).facts).toMatchObject({
    paidCents: 2900,
    reason: 'subscription_cycle',
  });
});

test('to a dearer Pro in the middle of a month costs half of the difference', async () => {
  const { fake, stripe, operation } = house;
  const { subscriptionId } = await house.subscribe(customerId);
  const dearer = { ...planTable, pro: { ...planTable.pro, priceCentsPerMonth: 3900 } };
  await syncCatalogue(stripe, { operationId: operation(), plans: dearer });
  fake.pass(15 * DAY_SECONDS);
  const start = fake.find('subscription', subscriptionId)?.start_date ?? 0;
  const prorationAt = new Date((start + 15 * DAY_SECONDS) * 1000);
  const change = { subscriptionId, plan: 'pro' as const, prorationAt };
  const preview = await previewPlanChange(stripe, change);
  expect(preview.totalCents).toBe(500);
  expect(preview.lines).toMatchObject([
    { amountCents: -1450, isProration: true },
    { amountCents: 1950, isProration: true },
  ]);
  const before = await house.truthOf('customer.subscription.created');
  expect(before.facts).toMatchObject({ priceCents: 2900, lookupKey: null, productId: 'geko_pro' });
  await changePlan(stripe, { ...change, operationId: operation() });
  expect((await house.truthOf('invoice.paid')).facts).toMatchObject({ paidCents: 500 });
});

test('Pro to paygo is credit, which the next invoice is paid with', async () => {
  const { fake, stripe, operation } = house;
  const { subscriptionId } = await house.subscribe(customerId);
  fake.pass(15 * DAY_SECONDS);
  const start = fake.find('subscription', subscriptionId)?.start_date ?? 0;
  const prorationAt = new Date((start + 15 * DAY_SECONDS) * 1000);
  const change = { subscriptionId, plan: 'paygo' as const, prorationAt };
  expect(await previewPlanChange(stripe, change)).toMatchObject({ totalCents: -1450, dueCents: 0 });
  await changePlan(stripe, { ...change, operationId: operation() });
  expect(fake.find('customer', customerId)?.balance).toBe(-1450);
});

test('a declined card leaves the plan as it was, also to the same operation again', async () => {
  const { fake, stripe, operation } = house;
  const { subscriptionId, cardId } = await house.subscribe(customerId, { plan: 'paygo' });
  fake.decline(cardId, 'insufficient_funds');
  const change = {
    subscriptionId,
    plan: 'pro' as const,
    prorationAt: new Date(fake.now() * 1000),
    operationId: operation(),
  };
  for (let round = 0; round < 2; round += 1) {
    await expect(changePlan(stripe, change)).rejects.toMatchObject({
      code: 'card_declined',
      message: 'The card was declined.',
      facts: { declineCode: 'insufficient_funds', needsOwner: false },
    });
  }
  const still = (await house.truthOf('customer.subscription.updated')).facts;
  expect(still).toMatchObject({ lookupKey: 'geko_paygo_monthly', state: 'active' });
});

test('a plan that is cancelled lives to the end of its period, or is resumed', async () => {
  const { fake, stripe, operation } = house;
  const { subscriptionId } = await house.subscribe(customerId);
  const ending = await endPlanAtPeriodEnd(stripe, { operationId: operation(), subscriptionId });
  expect(ending).toMatchObject({ state: 'active', isEndingAtPeriodEnd: true });
  const resumed = await resumePlan(stripe, { operationId: operation(), subscriptionId });
  expect(resumed).toMatchObject({ state: 'active', isEndingAtPeriodEnd: false });
  await endPlanAtPeriodEnd(stripe, { operationId: operation(), subscriptionId });
  fake.endPeriod(subscriptionId);
  expect((await house.truthOf('customer.subscription.deleted')).facts).toMatchObject({
    state: 'ended',
    rank: 3,
    endReason: 'cancellation_requested',
  });
  const late = resumePlan(stripe, { operationId: operation(), subscriptionId });
  await expect(late).rejects.toMatchObject({ code: 'not_found' });
});

test('ended at once', async () => {
  const { stripe, operation } = house;
  const { subscriptionId } = await house.subscribe(customerId);
  const ended = await endPlanNow(stripe, { operationId: operation(), subscriptionId });
  expect(ended).toMatchObject({ state: 'ended' });
  expect(ended.endedAt).toBeInstanceOf(Date);
  const again = endPlanNow(stripe, { operationId: operation(), subscriptionId });
  await expect(again).rejects.toMatchObject({ code: 'not_found' });
  const next = await house.subscribe(customerId, { plan: 'paygo' });
  expect(await listSubscriptions(stripe, { customerId })).toMatchObject([
    { subscriptionId: next.subscriptionId, state: 'active' },
    { subscriptionId, state: 'ended' },
  ]);
  const stranger = await house.newCustomer('tenant-2');
  expect(await listSubscriptions(stripe, { customerId: stranger })).toEqual([]);
});

test('a card that fails: past due, tried again, and in the end the subscription is over', async () => {
  const { fake } = house;
  const { subscriptionId, cardId } = await house.subscribe(customerId);
  fake.decline(cardId);
  fake.endPeriod(subscriptionId);
  const invoice = (await house.truthOf('invoice.payment_failed')).facts;
  expect(invoice).toMatchObject({ kind: 'invoice', state: 'open', attempts: 1, dueCents: 2900 });
  expect(invoice.kind === 'invoice' && invoice.nextAttemptAt).toBeInstanceOf(Date);
  const late = (await house.truthOf('customer.subscription.updated')).facts;
  expect(late).toMatchObject({ state: 'past_due', rank: 2 });
  fake.pass(20 * DAY_SECONDS);
  expect((await house.truthOf('customer.subscription.deleted')).facts).toMatchObject({
    state: 'ended',
    endReason: 'payment_failed',
  });
  expect((await house.truthOf('invoice.payment_failed')).facts).toMatchObject({ attempts: 4 });
});

test('a card that works again makes it active', async () => {
  const { fake } = house;
  const { subscriptionId, cardId } = await house.subscribe(customerId);
  fake.decline(cardId);
  fake.endPeriod(subscriptionId);
  fake.accept(cardId);
  fake.pass(4 * DAY_SECONDS);
  const after = (await house.truthOf('customer.subscription.updated')).facts;
  expect(after).toMatchObject({ state: 'active' });
  expect((await house.truthOf('invoice.paid')).facts).toMatchObject({ attempts: 2 });
});
