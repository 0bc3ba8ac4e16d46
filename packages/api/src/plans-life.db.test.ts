import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import { planTable } from '@geko/contracts/plans';
import type { SubscriptionPage } from '@geko/contracts/subscriptions';
import type { Wallet } from '@geko/contracts/wallet';
import type { SubscriptionFacts } from '@geko/payments/stripe/facts/subscription-facts';
import { listSubscriptions } from '@geko/payments/stripe/list-subscriptions';
import { followSubscription } from '@geko/services/billing/follow-subscription';
import { openPlanHouse, type PlanHouse } from './testing/plan-house.ts';
import { registerPerson } from './testing/test-person.ts';

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1_000;

let at: PlanHouse;
beforeAll(async () => {
  at = await openPlanHouse(inject('ownerUrl'));
});
afterAll(() => at.close());
afterEach(() => at.forget());

test('a cancelled plan stays to its end, may be resumed until then, and ends once', async () => {
  const owner = await registerPerson(at.house);
  const { subscription } = await at.subscribe(owner, 'pro');
  expect((await at.operate(owner, 'cancelPlan')).status).toBe(200);
  const ending = await at.standingOf(owner);
  expect(ending).toMatchObject({ planId: 'pro', standing: 'active' });
  expect(ending.until).toBe(ending.subscription?.periodEnd);
  expect(
    await owner.query('billing.previewPlan', { workspaceId: owner.workspaceId, planId: 'paygo' }),
  ).toMatchObject({ status: 409 });
  expect((await at.operate(owner, 'resumePlan')).status).toBe(200);
  expect((await at.standingOf(owner)).until).toBeNull();
  expect((await at.operate(owner, 'cancelPlan')).status).toBe(200);
  at.stripe.endPeriod(subscription);
  await at.tell();
  expect(await at.standingOf(owner)).toMatchObject({ planId: 'free', standing: 'ended' });
  expect(await at.operate(owner, 'resumePlan')).toMatchObject({ status: 409 });
  // Whoever had one may subscribe again.
  await at.subscribe(owner, 'pro');
  expect(await at.planOf(owner)).toBe('pro');
});

test('a trial is for a company’s first subscription, and costs when it ends', async () => {
  await at.operator.mutate('money.savePlan', {
    id: 'pro',
    plan: { ...planTable.pro, trialDays: 14 },
  });
  const owner = await registerPerson(at.house);
  expect(await at.standingOf(owner)).toMatchObject({ isTrialOpen: true });
  const { subscription } = await at.subscribe(owner, 'pro');
  const trial = await at.standingOf(owner);
  expect(trial).toMatchObject({ planId: 'pro', standing: 'trialing', isTrialOpen: false });
  expect(Date.parse(trial.until ?? '')).toBeGreaterThan(Date.now() + 13 * DAY_MS);
  at.stripe.endPeriod(subscription);
  await at.tell();
  expect(await at.standingOf(owner)).toMatchObject({ planId: 'pro', standing: 'active' });
  await at.operate(owner, 'cancelPlan');
  at.stripe.endPeriod(subscription);
  await at.tell();
  const again = await at.subscribe(owner, 'pro');
  expect(at.stripe.find('subscription', again.subscription)?.trial_end).toBeNull();
  await at.operator.mutate('money.savePlan', { id: 'pro', plan: null });
});

test('a failed payment leaves the plan in grace, with each reminder once, and takes it at the end', async () => {
  const owner = await registerPerson(at.house);
  const { subscription, card } = await at.subscribe(owner, 'pro');
  at.stripe.decline(card);
  at.stripe.endPeriod(subscription);
  await at.tell();
  const failed = await at.standingOf(owner);
  expect(failed).toMatchObject({ planId: 'pro', standing: 'grace' });
  expect(Math.round((Date.parse(failed.until ?? '') - Date.now()) / DAY_MS)).toBe(14);
  expect(await at.remindersOf(owner)).toEqual(['first']);
  const failing = (
    await at.operator.query<SubscriptionPage>('billing.subscriptions', { isFailing: true })
  ).data;
  expect(failing.items.map(({ workspaceId }) => workspaceId)).toContain(owner.workspaceId);
  expect(await at.lookIn(2)).toBe(0);
  // Two workers at once, and again.
  await Promise.all([at.lookIn(3), at.lookIn(3)]);
  await at.lookIn(3);
  await at.lookIn(7);
  await at.lookIn(13);
  expect(await at.remindersOf(owner)).toEqual(['first', 'second', 'third', 'last']);
  expect(await at.planOf(owner)).toBe('pro');
  await Promise.all([at.lookIn(14), at.lookIn(14)]);
  expect(await at.planOf(owner)).toBe('free');
  expect(await at.remindersOf(owner)).toEqual(['first', 'second', 'third', 'last', 'plan_lapsed']);
  expect(await at.lookIn(30)).toBe(0);
  // Stripe gives up a day later, which is no more news.
  at.stripe.pass(16 * DAY_SECONDS);
  await at.tell();
  expect(await at.rowOf((await at.standingOf(owner)).subscription?.id ?? '')).toMatchObject({
    state: 'ended',
  });
  expect(await at.remindersOf(owner)).toHaveLength(5);
});

test('a payment that comes in time ends the grace; one that comes after it brings the plan back', async () => {
  for (const isLate of [false, true]) {
    const owner = await registerPerson(at.house);
    const { subscription, card } = await at.subscribe(owner, 'pro');
    at.stripe.decline(card);
    at.stripe.endPeriod(subscription);
    await at.tell();
    if (isLate) {
      await at.lookIn(14);
      expect(await at.planOf(owner)).toBe('free');
    }
    at.stripe.accept(card);
    at.stripe.pass(3 * DAY_SECONDS);
    await at.tell();
    expect(await at.standingOf(owner)).toMatchObject({
      planId: 'pro',
      standing: 'active',
      subscription: { failedSince: null },
    });
    expect(await at.lookIn(20)).toBe(0);
  }
});

test('whatever the order in which events come, everybody ends where Stripe has them', async () => {
  const owners = await Promise.all(Array.from({ length: 6 }, () => registerPerson(at.house)));
  const paid = [];
  for (const owner of owners) paid.push(await at.pay(owner, 'pro'));
  const [renewed, cancelled, unpaid, recovered, lost] = paid;
  for (const one of [unpaid, recovered, lost]) at.stripe.decline(one?.card ?? '');
  await at.rail.client.subscriptions.update(cancelled?.subscription ?? '', {
    cancel_at_period_end: true,
  });
  at.stripe.endPeriod(renewed?.subscription ?? '');
  at.stripe.pass(60);
  at.stripe.accept(recovered?.card ?? '');
  at.stripe.pass(4 * DAY_SECONDS);
  await at.rail.client.subscriptions.cancel(lost?.subscription ?? '');
  const before = (await at.quarantine()).length;
  await at.stripe.deliver(at.webhooks(), {
    seed: 11,
    late: 0.3,
    doubled: 0.3,
    lost: 0.1,
    unheard: 0.2,
    isShuffled: true,
    concurrency: 8,
  });
  expect(await at.quarantine()).toHaveLength(before);
  for (const [nth, owner] of owners.entries()) {
    const { id = '', subscription = '' } = paid[nth] ?? {};
    const truth = at.stripe.find('subscription', subscription);
    expect((await at.rowOf(id)).state).toBe(truth?.status === 'canceled' ? 'ended' : truth?.status);
    expect(await at.planOf(owner)).toBe(truth?.status === 'canceled' ? 'free' : 'pro');
  }
  expect(
    paid.map(({ subscription }) => at.stripe.find('subscription', subscription)?.status),
  ).toEqual(['active', 'canceled', 'past_due', 'active', 'canceled', 'active']);
}, 30_000);

test('what was asked for earlier, or is of an earlier part of a life, changes nothing', async () => {
  const owner = await registerPerson(at.house);
  const { id, subscription, card } = await at.subscribe(owner, 'pro');
  const [before] = await listSubscriptions(at.rail.client, {
    customerId: at.stripe.find('subscription', subscription)?.customer ?? '',
  });
  if (before === undefined) throw new Error('there is no subscription');
  const early = new Date();
  at.stripe.decline(card);
  at.stripe.endPeriod(subscription);
  await at.tell();
  const request = { requestId: 'late', address: null, userAgent: null };
  const tell = (facts: SubscriptionFacts, askedAt: Date) =>
    at.house.database.db.transaction((tx) =>
      followSubscription(tx, at.house.server, { facts, askedAt }, request),
    );
  expect(await tell(before, early)).toBe('known');
  const trial = { ...before, state: 'trialing' as const, rank: 1 };
  expect(await tell(trial, new Date(Date.now() + DAY_MS))).toBe('known');
  expect(await at.rowOf(id)).toMatchObject({ state: 'past_due', rank: 2 });
  expect(await tell(before, new Date(Date.now() + DAY_MS))).toBe('booked');
  expect(await at.rowOf(id)).toMatchObject({ state: 'active' });
});

test('each paid period brings the plan’s credit once, and the one before expires', async () => {
  const plan = { ...planTable.pro, creditCentsPerMonth: 500 };
  await at.operator.mutate('money.savePlan', { id: 'pro', plan });
  const owner = await registerPerson(at.house);
  const balance = async () =>
    (await owner.query<Wallet>('billing.wallet', { workspaceId: owner.workspaceId })).data
      .balanceNano;
  const { subscription, card } = await at.subscribe(owner, 'pro');
  expect(await balance()).toBe('5000000000');
  at.stripe.endPeriod(subscription);
  await at.stripe.deliver(at.webhooks(), { seed: 3, doubled: 1, isShuffled: true });
  expect(await balance()).toBe('5000000000');
  const lots = await at.books.sql<{ n: number }[]>`select count(*)::int as n from credit_lots
    where workspace_id = ${owner.workspaceId} and kind = 'subscription'`;
  expect(lots[0]?.n).toBe(2);
  // One that is not paid brings none.
  at.stripe.decline(card);
  at.stripe.endPeriod(subscription);
  await at.tell();
  expect(await balance()).toBe('5000000000');
  expect(await at.standingOf(owner)).toMatchObject({ standing: 'grace' });
  expect(await at.books.problems()).toEqual([]);
  await at.operator.mutate('money.savePlan', { id: 'pro', plan: null });
});
