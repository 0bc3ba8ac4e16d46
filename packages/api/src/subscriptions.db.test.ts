import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { CardList } from '@geko/contracts/cards';
import type { ModelList } from '@geko/contracts/models';
import type { PlanId } from '@geko/contracts/plans';
import type { Revenue, SubscriptionPage } from '@geko/contracts/subscriptions';
import { addMember } from './testing/audit-calls.ts';
import { openPlanHouse, type PlanHouse } from './testing/plan-house.ts';
import { PASSWORD } from './testing/sweep-case.ts';
import { openTestHouse } from './testing/test-house.ts';
import { registerPerson } from './testing/test-person.ts';

const DAY_SECONDS = 86_400;

let at: PlanHouse;
beforeAll(async () => {
  at = await openPlanHouse(inject('ownerUrl'));
});
afterAll(() => at.close());
afterEach(() => at.forget());

test('Pro is subscribed to on Stripe’s page, and holds once Stripe has told so', async () => {
  const owner = await registerPerson(at.house);
  expect(await at.standingOf(owner)).toMatchObject({ planId: 'free', standing: 'none' });
  const { id, subscription } = await at.pay(owner, 'pro');
  expect(await at.planOf(owner)).toBe('free');
  await at.tell();
  expect(await at.planOf(owner)).toBe('pro');
  const standing = await at.standingOf(owner);
  expect(standing).toMatchObject({
    planId: 'pro',
    isByHand: false,
    standing: 'active',
    until: null,
    isTrialOpen: false,
    subscription: { id, planId: 'pro', priceCents: 2_900, isEndingAtPeriodEnd: false },
  });
  const item = at.stripe.find('subscription', subscription)?.items.data[0];
  expect(standing.subscription?.periodEnd).toBe(
    new Date((item?.current_period_end ?? 0) * 1000).toISOString(),
  );
  // The same once more.
  for (const event of at.stripe.events()) {
    for (const url of at.webhooks()) expect(await at.stripe.send(url, event)).toBe(200);
  }
  expect(await at.actions(owner)).toEqual([
    ['plan.begin', null, 'pro'],
    ['plan.follow', 'free', 'pro'],
  ]);
});

test('paygo keeps a card, costs nothing by itself, and unlocks premium models', async () => {
  const owner = await registerPerson(at.house);
  await at.subscribe(owner, 'paygo');
  expect(await at.standingOf(owner)).toMatchObject({
    planId: 'paygo',
    standing: 'active',
    subscription: { planId: 'paygo', priceCents: 0 },
  });
  const { workspaceId } = owner;
  // The one that its invoices are charged to.
  const cards = await owner.query<CardList>('cards.list', { workspaceId });
  expect(cards.data.cards).toMatchObject([{ isDefault: true }]);
  const { data } = await owner.query<ModelList>('models.list', { workspaceId });
  const premium = data.models.filter(({ tier }) => tier === 'premium');
  expect(premium.length).toBeGreaterThan(0);
  expect(premium.filter(({ access }) => !access.isAllowed)).toEqual([]);
});

test('a resend is the same subscription; another plan under its id, or a second one, is a conflict', async () => {
  const owner = await registerPerson(at.house);
  const id = randomUUID();
  const [one, two] = [await at.begin(owner, 'pro', { id }), await at.begin(owner, 'pro', { id })];
  expect(two.data).toEqual(one.data);
  expect(await at.begin(owner, 'paygo', { id })).toMatchObject({ status: 409 });
  // Whoever opens another page closes the first: nobody pays twice.
  const other = await at.begin(owner, 'paygo');
  expect(other.status).toBe(200);
  expect(() => at.stripe.pay(one.data.url.split('/').at(-1) ?? '')).toThrow('expired');
  at.stripe.pay((await at.rowOf(other.id)).sessionId);
  // Stripe has not told of it, and is asked.
  expect(await at.begin(owner, 'pro')).toMatchObject({ status: 409 });
  expect(await at.planOf(owner)).toBe('paygo');
  await at.tell();
  expect(await at.begin(owner, 'pro')).toMatchObject({ status: 409 });
  expect(await at.planOf(owner)).toBe('paygo');
});

test('a plan is changed for what the preview showed, and holds at once', async () => {
  const owner = await registerPerson(at.house);
  const { subscription } = await at.subscribe(owner, 'pro');
  at.stripe.pass(10 * DAY_SECONDS);
  const { preview, changed, resend } = await at.change(owner, 'paygo');
  expect(changed.status).toBe(200);
  expect(preview.totalCents).toBeLessThan(0);
  expect(await at.planOf(owner)).toBe('paygo');
  expect((await owner.mutate('billing.changePlan', resend)).status).toBe(200);
  const back = await at.change(owner, 'pro');
  // From free to paid a period begins anew and is billed whole; what is left of the first one pays for it.
  expect(back.preview.totalCents).toBe(2_900);
  expect(back.changed.status).toBe(200);
  const invoice = at.stripe.find('subscription', subscription)?.latest_invoice ?? '';
  expect(at.stripe.find('invoice', invoice)).toMatchObject({
    total: back.preview.totalCents,
    amount_due: back.preview.dueCents,
    status: 'paid',
  });
  await at.tell();
  expect(await at.planOf(owner)).toBe('pro');
  expect((await at.actions(owner)).filter(([action]) => action === 'plan.change')).toEqual([
    ['plan.change', 'pro', 'paygo'],
    ['plan.change', 'paygo', 'pro'],
  ]);
});

test('a declined card changes nothing', async () => {
  const owner = await registerPerson(at.house);
  const { card } = await at.subscribe(owner, 'paygo');
  at.stripe.decline(card);
  const { changed } = await at.change(owner, 'pro');
  expect(changed).toMatchObject({ status: 402, error: { code: 'CARD_DECLINED' } });
  expect(await at.planOf(owner)).toBe('paygo');
  await at.tell();
  expect(await at.planOf(owner)).toBe('paygo');
});

test('a plan set by hand stays whatever Stripe tells, until it is set back or another one is bought', async () => {
  const owner = await registerPerson(at.house);
  const { workspaceId } = owner;
  const setPlan = (planId: PlanId) => at.operator.mutate('admin.setPlan', { workspaceId, planId });
  await setPlan('enterprise');
  expect(await at.standingOf(owner)).toMatchObject({ planId: 'enterprise', isByHand: true });
  const { subscription } = await at.subscribe(owner, 'pro');
  // Bought after it was set.
  expect(await at.standingOf(owner)).toMatchObject({ planId: 'pro', isByHand: false });
  await setPlan('enterprise');
  at.stripe.endPeriod(subscription);
  await at.tell();
  expect(await at.standingOf(owner)).toMatchObject({
    planId: 'enterprise',
    isByHand: true,
    standing: 'active',
  });
  const preview = await owner.query('billing.previewPlan', { workspaceId, planId: 'paygo' });
  expect(preview).toMatchObject({ status: 409 });
  expect((await at.operate(owner, 'cancelPlan')).status).toBe(200);
  expect((await at.operate(owner, 'resumePlan')).status).toBe(200);
  await setPlan('pro');
  expect(await at.standingOf(owner)).toMatchObject({ planId: 'pro', isByHand: false });
  await at.rail.client.subscriptions.cancel(subscription);
  await at.tell();
  expect(await at.standingOf(owner)).toMatchObject({
    planId: 'free',
    isByHand: false,
    standing: 'ended',
  });
  await setPlan('pro');
  expect(await at.standingOf(owner)).toMatchObject({ planId: 'pro', isByHand: true });
});

test('what does not agree with what was begun brings no plan, and waits for the operator', async () => {
  const owner = await registerPerson(at.house);
  const before = (await at.quarantine()).length;
  const { id } = await at.begin(owner, 'pro');
  const { sessionId } = await at.rowOf(id);
  const { workspaceId } = owner;
  await at.books.sql`update plan_subscriptions set price_cents = 1_900 where id = ${id}`.catch(
    () => undefined,
  );
  const { subscription } = at.stripe.pay(sessionId);
  const held = at.stripe.find('subscription', subscription ?? '');
  const price = held?.items.data[0]?.price;
  if (!price || !held) throw new Error('there is no subscription');
  const told = async (change: () => void, undo: () => void) => {
    change();
    await at.rail.client.subscriptions.update(held.id, { metadata: { touched: randomUUID() } });
    await at.tell();
    undo();
  };
  const { customer } = held;
  await told(
    () => (held.customer = 'cus_other'),
    () => (held.customer = customer),
  );
  await told(
    () => (held.currency = 'eur'),
    () => (held.currency = 'usd'),
  );
  const { product } = price;
  await told(
    () => (price.product = 'prod_other'),
    () => (price.product = product),
  );
  await told(
    () => (price.product = 'geko_paygo'),
    () => (price.product = product),
  );
  const { metadata } = held;
  await told(
    () => (held.metadata = { ...metadata, geko_operation: randomUUID() }),
    () => (held.metadata = metadata),
  );
  const reasons = new Set((await at.quarantine()).slice(before));
  expect(reasons).toEqual(
    new Set(['wrong_customer', 'wrong_currency', 'wrong_plan', 'unknown_subscription']),
  );
  expect(await at.planOf({ ...owner, workspaceId })).toBe('free');
  await at.rail.client.subscriptions.update(held.id, { metadata: { touched: randomUUID() } });
  await at.tell();
  expect(await at.planOf(owner)).toBe('pro');
});

test('only owners subscribe, change and cancel, in their own workspace', async () => {
  const owner = await registerPerson(at.house);
  const admin = await addMember(at.house, owner, 'admin');
  const stranger = await registerPerson(at.house);
  const { workspaceId } = owner;
  expect(await at.begin(admin, 'pro')).toMatchObject({ status: 403 });
  expect(await at.begin(stranger, 'pro', { workspaceId })).toMatchObject({ status: 404 });
  for (const planId of ['free', 'enterprise'] as const) {
    expect(await at.begin(owner, planId)).toMatchObject({ status: 400 });
  }
  await at.subscribe(owner, 'pro');
  expect(await at.operate(admin, 'cancelPlan')).toMatchObject({ status: 403 });
  expect((await at.standingOf(admin)).planId).toBe('pro');
  const { status } = await stranger.query('billing.subscription', { workspaceId });
  expect(status).toBe(404);
  // Nobody would have anything of it any more, and go on paying.
  const proof = { password: PASSWORD };
  const alone = await registerPerson(at.house);
  await at.subscribe(alone, 'paygo');
  expect(await owner.mutate('workspace.remove', { workspaceId, ...proof })).toMatchObject({
    status: 409,
  });
  expect(await alone.mutate('account.remove', proof)).toMatchObject({ status: 409 });
  await at.operate(alone, 'cancelPlan');
  expect(await alone.mutate('account.remove', proof)).toMatchObject({ status: 200 });
});

test('a preview that is too old is to be looked at anew', async () => {
  const owner = await registerPerson(at.house);
  await at.subscribe(owner, 'pro');
  const { workspaceId } = owner;
  const tooOld = new Date(Date.now() - 2 * 3_600_000).toISOString();
  const wish = { workspaceId, id: randomUUID(), planId: 'paygo', at: tooOld };
  expect(await owner.mutate('billing.changePlan', wish)).toMatchObject({ status: 400 });
  expect(await at.planOf(owner)).toBe('pro');
});

test('operators see who subscribes and what it brings, out of our own tables', async () => {
  const before = (await at.operator.query<Revenue>('billing.revenue')).data;
  const owner = await registerPerson(at.house);
  await at.subscribe(owner, 'pro');
  const { data } = await at.operator.query<Revenue>('billing.revenue');
  expect(data.recurringCents - before.recurringCents).toBe(2_900);
  const proOf = ({ plans }: Revenue) => plans.find(({ planId }) => planId === 'pro')?.active ?? 0;
  expect(proOf(data) - proOf(before)).toBe(1);
  expect(data.begun - before.begun).toBe(1);
  const page = (await at.operator.query<SubscriptionPage>('billing.subscriptions', { limit: 1 }))
    .data;
  expect(page.items).toMatchObject([
    {
      workspaceId: owner.workspaceId,
      planId: 'pro',
      heldPlanId: 'pro',
      standing: 'active',
      priceCents: 2_900,
    },
  ]);
  const next = await at.operator.query<SubscriptionPage>('billing.subscriptions', {
    limit: 1,
    cursor: page.nextCursor,
  });
  expect(next.data.items[0]?.workspaceId).not.toBe(owner.workspaceId);
});

test('where payments are not set up nobody subscribes, and the database lets no life go back', async () => {
  const without = await openTestHouse(inject('ownerUrl'));
  try {
    const owner = await registerPerson(without);
    expect(await at.begin(owner, 'pro')).toMatchObject({ status: 409 });
  } finally {
    await without.close();
  }
  const owner = await registerPerson(at.house);
  const { id } = await at.subscribe(owner, 'pro');
  const back = at.house.inWorkspaceOf(owner, (tx) =>
    tx.execute(`update plan_subscriptions set rank = 1 where id = '${id}'`),
  );
  await expect(back).rejects.toMatchObject({
    cause: { message: 'a subscription does not go back' },
  });
});
