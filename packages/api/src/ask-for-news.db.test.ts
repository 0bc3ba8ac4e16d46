import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import type { InvoicePage } from '@geko/contracts/invoices';
import type { StartedPayment } from '@geko/contracts/payments';
import type { Wallet } from '@geko/contracts/wallet';
import { askForNews } from '@geko/services/billing/ask-for-news';
import { moveClock } from './testing/clock.ts';
import { openPlanHouse, type PlanHouse } from './testing/plan-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

let at: PlanHouse;
beforeAll(async () => {
  at = await openPlanHouse(inject('ownerUrl'));
});
afterAll(() => at.close());
beforeEach(async () => {
  // What the test before has left is asked about there.
  await askIn(4 * 24 * HOUR_MS);
});
afterEach(() => at.forget());

/** Stripe tells all that has happened, and nothing of it arrives, ever. */
const lose = () => at.stripe.deliver(at.webhooks(), { seed: 1, dropped: 1 });

/** The worker's look, some time from now. */
async function askIn(aheadMs: number) {
  moveClock(at.house.server, aheadMs);
  try {
    return await askForNews(at.house.server);
  } finally {
    moveClock(at.house.server, 0);
  }
}

const invoicesOf = async (who: TestPerson) =>
  (await who.query<InvoicePage>('invoices.list', { workspaceId: who.workspaceId })).data.items.map(
    ({ state }) => state,
  );

test('a plan that was paid and not heard of is there at the next look, once', async () => {
  const owner = await registerPerson(at.house);
  await at.pay(owner, 'pro');
  await lose();
  // Whoever has just left the page is heard of by the webhook.
  expect(await askIn(0)).toEqual({ plans: 0, payments: 0 });
  expect(await at.planOf(owner)).toBe('free');
  const both = await Promise.all([askIn(11 * MINUTE_MS), askForNews(at.house.addServer())]);
  expect(both.map(({ plans }) => plans).toSorted((a, b) => a - b)).toEqual([0, 1]);
  expect([await at.planOf(owner), await invoicesOf(owner)]).toEqual(['pro', ['paid']]);
  expect(await askIn(12 * MINUTE_MS)).toEqual({ plans: 0, payments: 0 });
  // It is told after all.
  for (const event of at.stripe.events()) expect(await at.tellOne(event)).toBe(200);
  expect([await at.planOf(owner), await invoicesOf(owner)]).toEqual(['pro', ['paid']]);
  expect(await at.books.problems()).toEqual([]);
});

test('a renewal, its failure and the end of a plan are found a day later at most', async () => {
  const owner = await registerPerson(at.house);
  const { subscription, card } = await at.subscribe(owner, 'pro');
  at.stripe.decline(card);
  at.stripe.endPeriod(subscription);
  await lose();
  expect(await at.standingOf(owner)).toMatchObject({ standing: 'active' });
  expect(await askIn(25 * HOUR_MS)).toMatchObject({ plans: 1 });
  expect(await at.standingOf(owner)).toMatchObject({ standing: 'grace' });
  expect(await invoicesOf(owner)).toEqual(['failed', 'paid']);
  at.stripe.accept(card);
  at.stripe.pass(4 * 86_400);
  await lose();
  expect(await askIn(50 * HOUR_MS)).toMatchObject({ plans: 1 });
  expect(await at.standingOf(owner)).toMatchObject({ standing: 'active' });
  expect(await invoicesOf(owner)).toEqual(['paid', 'paid']);
  await at.rail.client.subscriptions.cancel(subscription);
  await lose();
  expect(await at.planOf(owner)).toBe('pro');
  expect(await askIn(75 * HOUR_MS)).toMatchObject({ plans: 1 });
  expect(await at.planOf(owner)).toBe('free');
  // What is over is not asked about.
  const asked = () => at.stripe.requests().filter(({ line }) => line.includes(subscription)).length;
  const before = asked();
  expect(await askIn(200 * HOUR_MS)).toEqual({ plans: 0, payments: 0 });
  expect(asked()).toBe(before);
  expect(await at.books.problems()).toEqual([]);
});

test('a page that nobody paid on is asked about for three days, and brings nothing', async () => {
  const owner = await registerPerson(at.house);
  await at.begin(owner, 'pro');
  const asked = () => at.stripe.requests().length;
  const before = asked();
  expect(await askIn(11 * MINUTE_MS)).toEqual({ plans: 0, payments: 0 });
  expect(asked()).toBe(before + 1);
  await askIn(12 * MINUTE_MS);
  expect(asked()).toBe(before + 1);
  await askIn(2 * HOUR_MS);
  expect(asked()).toBe(before + 2);
  await askIn(73 * HOUR_MS);
  expect(asked()).toBe(before + 2);
  expect(await at.planOf(owner)).toBe('free');
});

test('credit that was paid and not heard of is there at the next look, once', async () => {
  const owner = await registerPerson(at.house);
  const { workspaceId } = owner;
  const id = randomUUID();
  const topUp = { amountCents: 700 };
  await owner.mutate<StartedPayment>('billing.startTopUp', { workspaceId, id, topUp });
  at.stripe.pay(await at.sessionOf(id));
  await lose();
  const balance = async () =>
    (await owner.query<Wallet>('billing.wallet', { workspaceId })).data.balanceNano;
  expect(await askIn(0)).toEqual({ plans: 0, payments: 0 });
  expect(await askIn(11 * MINUTE_MS)).toEqual({ plans: 0, payments: 1 });
  expect(await balance()).toBe('7000000000');
  for (const event of at.stripe.events()) expect(await at.tellOne(event)).toBe(200);
  expect(await askIn(3 * HOUR_MS)).toEqual({ plans: 0, payments: 0 });
  expect(await balance()).toBe('7000000000');
  expect(await at.books.problems()).toEqual([]);
});

test('while Stripe is away nothing changes, and it is asked again', async () => {
  const owner = await registerPerson(at.house);
  await at.pay(owner, 'pro');
  await lose();
  at.stripe.fault({ kind: 'refuse', status: 500, times: 3 });
  expect(await askIn(11 * MINUTE_MS)).toEqual({ plans: 0, payments: 0 });
  expect(await at.planOf(owner)).toBe('free');
  expect(await askIn(11 * MINUTE_MS)).toEqual({ plans: 1, payments: 0 });
  expect(await at.planOf(owner)).toBe('pro');
});
