import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import type { BillingOverview } from '@geko/contracts/billing';
import type { ModelList } from '@geko/contracts/models';
import { planTable, type PlanId } from '@geko/contracts/plans';
import type { Quarantine, StartedPayment } from '@geko/contracts/payments';
import type {
  PlanPreview,
  PlanStanding,
  Revenue,
  SubscriptionPage,
} from '@geko/contracts/subscriptions';
import type { Wallet } from '@geko/contracts/wallet';
import type { FakeStripe } from '@geko/fake-stripe/fake-stripe';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { lookAtPlans } from '@geko/services/billing/look-at-plans';
import { addMember } from './testing/audit-calls.ts';
import { openBooks, type Books } from './testing/books.ts';
import { registerOperator } from './testing/operator.ts';
import { serveHouse } from './testing/serve-house.ts';
import { PASSWORD } from './testing/sweep-case.ts';
import { sellPlans, startTestStripe } from './testing/test-stripe.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1_000;
const calm = { seed: 1 };

let house: TestHouse;
let stripe: FakeStripe;
let rail: StripeRail;
let books: Books;
let operator: TestPerson;
/** Two processes of one installation. */
let doors: Awaited<ReturnType<typeof serveHouse>>[];
beforeAll(async () => {
  ({ stripe, rail } = await startTestStripe());
  house = await openTestHouse(inject('ownerUrl'), { stripe: rail });
  books = await openBooks(house);
  operator = await registerOperator(house);
  doors = await Promise.all(
    [house.server, house.addServer()].map((server) => serveHouse(house, server)),
  );
});
afterAll(async () => {
  await Promise.all(doors.map((door) => door.close()));
  await books.close();
  await house.close();
  await stripe.close();
});

// The double's time goes on for all of its subscriptions: none is left for the next test to renew.
afterEach(async () => {
  stripe.reset();
  await sellPlans(rail);
});

const webhooks = () => doors.map(({ url }) => `${url}/api/webhooks/stripe`);
const tell = () => stripe.deliver(webhooks(), calm);

const begin = (
  who: TestPerson,
  planId: PlanId,
  { id = randomUUID(), workspaceId = who.workspaceId }: { id?: string; workspaceId?: string } = {},
) =>
  who
    .mutate<StartedPayment>('billing.startPlan', { workspaceId, id, planId })
    .then((answer) => ({ ...answer, id }));

type Row = { sessionId: string; subscriptionId: string; state: string; rank: number };

async function rowOf(id: string): Promise<Row> {
  const [row] = await books.sql<Row[]>`
    select session_id as "sessionId", subscription_id as "subscriptionId", state, rank
    from plan_subscriptions where id = ${id}`;
  if (!row) throw new Error('there is no such subscription');
  return row;
}

/** Begins and pays, at Stripe, who has told nothing yet; Stripe's names for the subscription and its card. */
async function pay(who: TestPerson, planId: PlanId) {
  const { status, id } = await begin(who, planId);
  expect(status).toBe(200);
  const { subscription } = stripe.pay((await rowOf(id)).sessionId);
  const card = stripe.find('subscription', subscription ?? '')?.default_payment_method ?? '';
  return { id, subscription: subscription ?? '', card };
}

/** The same, and Stripe has told of it. */
async function subscribe(who: TestPerson, planId: PlanId) {
  const paid = await pay(who, planId);
  await tell();
  return paid;
}

const standingOf = async (who: TestPerson) =>
  (await who.query<PlanStanding>('billing.subscription', { workspaceId: who.workspaceId })).data;

const planOf = async (who: TestPerson) =>
  (await who.query<BillingOverview>('billing.overview', { workspaceId: who.workspaceId })).data
    .planId;

const operate = (who: TestPerson, verb: 'cancelPlan' | 'resumePlan', id = randomUUID()) =>
  who.mutate(`billing.${verb}`, { workspaceId: who.workspaceId, id });

async function change(who: TestPerson, planId: PlanId) {
  const { workspaceId } = who;
  const preview = await who.query<PlanPreview>('billing.previewPlan', { workspaceId, planId });
  const { at } = preview.data;
  const id = randomUUID();
  const changed = await who.mutate('billing.changePlan', { workspaceId, id, planId, at });
  return { preview: preview.data, changed, resend: { workspaceId, id, planId, at } };
}

async function quarantine(): Promise<string[]> {
  const { data } = await operator.query<Quarantine>('billing.quarantine');
  return data.items.map(({ reason }) => reason).toReversed();
}

const actions = async (who: TestPerson) =>
  (await who.query<AuditPage>('audit.list', { workspaceId: who.workspaceId })).data.items
    .filter(({ action }) => action.startsWith('plan.'))
    .map(({ action, before, after }) => [action, before, after])
    .toReversed();

/** The worker's look, some days from now; how many it looked at. */
const lookIn = (days: number) =>
  lookAtPlans({ ...house.server, now: () => new Date(Date.now() + days * DAY_MS) });

type Told = { kind: string; facts: Record<string, string> };
const toldTo = (who: TestPerson) => books.sql<Told[]>`
  select kind, facts from notices where workspace_id = ${who.workspaceId}
    and kind in ('payment_failed', 'plan_lapsed') order by created_at, id`;

const remindersOf = async (who: TestPerson) =>
  (await toldTo(who)).map(({ kind, facts }) => facts['step'] ?? kind);

test('Pro is subscribed to on Stripe’s page, and holds once Stripe has told so', async () => {
  const owner = await registerPerson(house);
  expect(await standingOf(owner)).toMatchObject({ planId: 'free', standing: 'none' });
  const { id, subscription } = await pay(owner, 'pro');
  expect(await planOf(owner)).toBe('free');
  await tell();
  expect(await planOf(owner)).toBe('pro');
  const standing = await standingOf(owner);
  expect(standing).toMatchObject({
    planId: 'pro',
    isByHand: false,
    standing: 'active',
    until: null,
    isTrialOpen: false,
    subscription: { id, planId: 'pro', priceCents: 2_900, isEndingAtPeriodEnd: false },
  });
  const item = stripe.find('subscription', subscription)?.items.data[0];
  expect(standing.subscription?.periodEnd).toBe(
    new Date((item?.current_period_end ?? 0) * 1000).toISOString(),
  );
  // The same once more.
  for (const event of stripe.events()) {
    for (const url of webhooks()) expect(await stripe.send(url, event)).toBe(200);
  }
  expect(await actions(owner)).toEqual([
    ['plan.begin', null, 'pro'],
    ['plan.follow', 'free', 'pro'],
  ]);
});

test('paygo keeps a card, costs nothing by itself, and unlocks premium models', async () => {
  const owner = await registerPerson(house);
  await subscribe(owner, 'paygo');
  expect(await standingOf(owner)).toMatchObject({
    planId: 'paygo',
    standing: 'active',
    subscription: { planId: 'paygo', priceCents: 0 },
  });
  const { workspaceId } = owner;
  const { data } = await owner.query<ModelList>('models.list', { workspaceId });
  const premium = data.models.filter(({ tier }) => tier === 'premium');
  expect(premium.length).toBeGreaterThan(0);
  expect(premium.filter(({ access }) => !access.isAllowed)).toEqual([]);
});

test('a resend is the same subscription; another plan under its id, or a second one, is a conflict', async () => {
  const owner = await registerPerson(house);
  const id = randomUUID();
  const [one, two] = [await begin(owner, 'pro', { id }), await begin(owner, 'pro', { id })];
  expect(two.data).toEqual(one.data);
  expect(await begin(owner, 'paygo', { id })).toMatchObject({ status: 409 });
  // Whoever opens another page closes the first: nobody pays twice.
  const other = await begin(owner, 'paygo');
  expect(other.status).toBe(200);
  expect(() => stripe.pay(one.data.url.split('/').at(-1) ?? '')).toThrow('expired');
  stripe.pay((await rowOf(other.id)).sessionId);
  // Stripe has not told of it, and is asked.
  expect(await begin(owner, 'pro')).toMatchObject({ status: 409 });
  expect(await planOf(owner)).toBe('paygo');
  await tell();
  expect(await begin(owner, 'pro')).toMatchObject({ status: 409 });
  expect(await planOf(owner)).toBe('paygo');
});

test('a plan is changed for what the preview showed, and holds at once', async () => {
  const owner = await registerPerson(house);
  const { subscription } = await subscribe(owner, 'pro');
  stripe.pass(10 * DAY_SECONDS);
  const { preview, changed, resend } = await change(owner, 'paygo');
  expect(changed.status).toBe(200);
  expect(preview.totalCents).toBeLessThan(0);
  expect(await planOf(owner)).toBe('paygo');
  expect((await owner.mutate('billing.changePlan', resend)).status).toBe(200);
  const back = await change(owner, 'pro');
  // From free to paid a period begins anew and is billed whole; what is left of the first one pays for it.
  expect(back.preview.totalCents).toBe(2_900);
  expect(back.changed.status).toBe(200);
  const invoice = stripe.find('subscription', subscription)?.latest_invoice ?? '';
  expect(stripe.find('invoice', invoice)).toMatchObject({
    total: back.preview.totalCents,
    amount_due: back.preview.dueCents,
    status: 'paid',
  });
  await tell();
  expect(await planOf(owner)).toBe('pro');
  expect((await actions(owner)).filter(([action]) => action === 'plan.change')).toEqual([
    ['plan.change', 'pro', 'paygo'],
    ['plan.change', 'paygo', 'pro'],
  ]);
});

test('a declined card changes nothing', async () => {
  const owner = await registerPerson(house);
  const { card } = await subscribe(owner, 'paygo');
  stripe.decline(card);
  const { changed } = await change(owner, 'pro');
  expect(changed).toMatchObject({ status: 402, error: { code: 'CARD_DECLINED' } });
  expect(await planOf(owner)).toBe('paygo');
  await tell();
  expect(await planOf(owner)).toBe('paygo');
});

test('a cancelled plan stays to its end, may be resumed until then, and ends once', async () => {
  const owner = await registerPerson(house);
  const { subscription } = await subscribe(owner, 'pro');
  expect((await operate(owner, 'cancelPlan')).status).toBe(200);
  const ending = await standingOf(owner);
  expect(ending).toMatchObject({ planId: 'pro', standing: 'active' });
  expect(ending.until).toBe(ending.subscription?.periodEnd);
  expect(
    await owner.query('billing.previewPlan', { workspaceId: owner.workspaceId, planId: 'paygo' }),
  ).toMatchObject({ status: 409 });
  expect((await operate(owner, 'resumePlan')).status).toBe(200);
  expect((await standingOf(owner)).until).toBeNull();
  expect((await operate(owner, 'cancelPlan')).status).toBe(200);
  stripe.endPeriod(subscription);
  await tell();
  expect(await standingOf(owner)).toMatchObject({ planId: 'free', standing: 'ended' });
  expect(await operate(owner, 'resumePlan')).toMatchObject({ status: 409 });
  // Whoever had one may subscribe again.
  await subscribe(owner, 'pro');
  expect(await planOf(owner)).toBe('pro');
});

test('a trial is for a company’s first subscription, and costs when it ends', async () => {
  await operator.mutate('money.savePlan', { id: 'pro', plan: { ...planTable.pro, trialDays: 14 } });
  const owner = await registerPerson(house);
  expect(await standingOf(owner)).toMatchObject({ isTrialOpen: true });
  const { subscription } = await subscribe(owner, 'pro');
  const trial = await standingOf(owner);
  expect(trial).toMatchObject({ planId: 'pro', standing: 'trialing', isTrialOpen: false });
  expect(Date.parse(trial.until ?? '')).toBeGreaterThan(Date.now() + 13 * DAY_MS);
  stripe.endPeriod(subscription);
  await tell();
  expect(await standingOf(owner)).toMatchObject({ planId: 'pro', standing: 'active' });
  await operate(owner, 'cancelPlan');
  stripe.endPeriod(subscription);
  await tell();
  const again = await subscribe(owner, 'pro');
  expect(stripe.find('subscription', again.subscription)?.trial_end).toBeNull();
  await operator.mutate('money.savePlan', { id: 'pro', plan: null });
});

test('a failed payment leaves the plan in grace, with each reminder once, and takes it at the end', async () => {
  const owner = await registerPerson(house);
  const { subscription, card } = await subscribe(owner, 'pro');
  stripe.decline(card);
  stripe.endPeriod(subscription);
  await tell();
  const failed = await standingOf(owner);
  expect(failed).toMatchObject({ planId: 'pro', standing: 'grace' });
  expect(Math.round((Date.parse(failed.until ?? '') - Date.now()) / DAY_MS)).toBe(14);
  expect(await remindersOf(owner)).toEqual(['first']);
  const failing = (
    await operator.query<SubscriptionPage>('billing.subscriptions', { isFailing: true })
  ).data;
  expect(failing.items.map(({ workspaceId }) => workspaceId)).toContain(owner.workspaceId);
  expect(await lookIn(2)).toBe(0);
  // Two workers at once, and again.
  await Promise.all([lookIn(3), lookIn(3)]);
  await lookIn(3);
  await lookIn(7);
  await lookIn(13);
  expect(await remindersOf(owner)).toEqual(['first', 'second', 'third', 'last']);
  expect(await planOf(owner)).toBe('pro');
  await Promise.all([lookIn(14), lookIn(14)]);
  expect(await planOf(owner)).toBe('free');
  expect(await remindersOf(owner)).toEqual(['first', 'second', 'third', 'last', 'plan_lapsed']);
  expect(await lookIn(30)).toBe(0);
  // Stripe gives up a day later, which is no more news.
  stripe.pass(16 * DAY_SECONDS);
  await tell();
  expect(await rowOf((await standingOf(owner)).subscription?.id ?? '')).toMatchObject({
    state: 'ended',
  });
  expect(await remindersOf(owner)).toHaveLength(5);
});

test('a payment that comes in time ends the grace; one that comes after it brings the plan back', async () => {
  for (const isLate of [false, true]) {
    const owner = await registerPerson(house);
    const { subscription, card } = await subscribe(owner, 'pro');
    stripe.decline(card);
    stripe.endPeriod(subscription);
    await tell();
    if (isLate) {
      await lookIn(14);
      expect(await planOf(owner)).toBe('free');
    }
    stripe.accept(card);
    stripe.pass(3 * DAY_SECONDS);
    await tell();
    expect(await standingOf(owner)).toMatchObject({
      planId: 'pro',
      standing: 'active',
      subscription: { failedSince: null },
    });
    expect(await lookIn(20)).toBe(0);
  }
});

test('whatever the order in which events come, everybody ends where Stripe has them', async () => {
  const owners = await Promise.all(Array.from({ length: 6 }, () => registerPerson(house)));
  const paid = [];
  for (const owner of owners) paid.push(await pay(owner, 'pro'));
  const [renewed, cancelled, unpaid, recovered, lost] = paid;
  for (const one of [unpaid, recovered, lost]) stripe.decline(one?.card ?? '');
  await rail.client.subscriptions.update(cancelled?.subscription ?? '', {
    cancel_at_period_end: true,
  });
  stripe.endPeriod(renewed?.subscription ?? '');
  stripe.pass(60);
  stripe.accept(recovered?.card ?? '');
  stripe.pass(4 * DAY_SECONDS);
  await rail.client.subscriptions.cancel(lost?.subscription ?? '');
  const before = (await quarantine()).length;
  await stripe.deliver(webhooks(), {
    seed: 11,
    late: 0.3,
    doubled: 0.3,
    lost: 0.1,
    unheard: 0.2,
    isShuffled: true,
    concurrency: 8,
  });
  expect(await quarantine()).toHaveLength(before);
  for (const [nth, owner] of owners.entries()) {
    const { id = '', subscription = '' } = paid[nth] ?? {};
    const truth = stripe.find('subscription', subscription);
    expect((await rowOf(id)).state).toBe(truth?.status === 'canceled' ? 'ended' : truth?.status);
    expect(await planOf(owner)).toBe(truth?.status === 'canceled' ? 'free' : 'pro');
  }
  expect(paid.map(({ subscription }) => stripe.find('subscription', subscription)?.status)).toEqual(
    ['active', 'canceled', 'past_due', 'active', 'canceled', 'active'],
  );
}, 30_000);

test('each paid period brings the plan’s credit once, and the one before expires', async () => {
  const plan = { ...planTable.pro, creditCentsPerMonth: 500 };
  await operator.mutate('money.savePlan', { id: 'pro', plan });
  const owner = await registerPerson(house);
  const balance = async () =>
    (await owner.query<Wallet>('billing.wallet', { workspaceId: owner.workspaceId })).data
      .balanceNano;
  const { subscription, card } = await subscribe(owner, 'pro');
  expect(await balance()).toBe('5000000000');
  stripe.endPeriod(subscription);
  await stripe.deliver(webhooks(), { seed: 3, doubled: 1, isShuffled: true });
  expect(await balance()).toBe('5000000000');
  const lots = await books.sql<{ n: number }[]>`select count(*)::int as n from credit_lots
    where workspace_id = ${owner.workspaceId} and kind = 'subscription'`;
  expect(lots[0]?.n).toBe(2);
  // One that is not paid brings none.
  stripe.decline(card);
  stripe.endPeriod(subscription);
  await tell();
  expect(await balance()).toBe('5000000000');
  expect(await standingOf(owner)).toMatchObject({ standing: 'grace' });
  expect(await books.problems()).toEqual([]);
  await operator.mutate('money.savePlan', { id: 'pro', plan: null });
});

test('a plan set by hand stays whatever Stripe tells, until it is set back or another one is bought', async () => {
  const owner = await registerPerson(house);
  const { workspaceId } = owner;
  const setPlan = (planId: PlanId) => operator.mutate('admin.setPlan', { workspaceId, planId });
  await setPlan('enterprise');
  expect(await standingOf(owner)).toMatchObject({ planId: 'enterprise', isByHand: true });
  const { subscription } = await subscribe(owner, 'pro');
  // Bought after it was set.
  expect(await standingOf(owner)).toMatchObject({ planId: 'pro', isByHand: false });
  await setPlan('enterprise');
  stripe.endPeriod(subscription);
  await tell();
  expect(await standingOf(owner)).toMatchObject({
    planId: 'enterprise',
    isByHand: true,
    standing: 'active',
  });
  const preview = await owner.query('billing.previewPlan', { workspaceId, planId: 'paygo' });
  expect(preview).toMatchObject({ status: 409 });
  expect((await operate(owner, 'cancelPlan')).status).toBe(200);
  expect((await operate(owner, 'resumePlan')).status).toBe(200);
  await setPlan('pro');
  expect(await standingOf(owner)).toMatchObject({ planId: 'pro', isByHand: false });
  await rail.client.subscriptions.cancel(subscription);
  await tell();
  expect(await standingOf(owner)).toMatchObject({
    planId: 'free',
    isByHand: false,
    standing: 'ended',
  });
  await setPlan('pro');
  expect(await standingOf(owner)).toMatchObject({ planId: 'pro', isByHand: true });
});

test('what does not agree with what was begun brings no plan, and waits for the operator', async () => {
  const owner = await registerPerson(house);
  const before = (await quarantine()).length;
  const { id } = await begin(owner, 'pro');
  const { sessionId } = await rowOf(id);
  const { workspaceId } = owner;
  await books.sql`update plan_subscriptions set price_cents = 1_900 where id = ${id}`.catch(
    () => undefined,
  );
  const { subscription } = stripe.pay(sessionId);
  const held = stripe.find('subscription', subscription ?? '');
  const price = held?.items.data[0]?.price;
  if (!price || !held) throw new Error('there is no subscription');
  const told = async (change: () => void, undo: () => void) => {
    change();
    await rail.client.subscriptions.update(held.id, { metadata: { touched: randomUUID() } });
    await tell();
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
  const reasons = new Set((await quarantine()).slice(before));
  expect(reasons).toEqual(
    new Set(['wrong_customer', 'wrong_currency', 'wrong_plan', 'unknown_subscription']),
  );
  expect(await planOf({ ...owner, workspaceId })).toBe('free');
  await rail.client.subscriptions.update(held.id, { metadata: { touched: randomUUID() } });
  await tell();
  expect(await planOf(owner)).toBe('pro');
});

test('only owners subscribe, change and cancel, in their own workspace', async () => {
  const owner = await registerPerson(house);
  const admin = await addMember(house, owner, 'admin');
  const stranger = await registerPerson(house);
  const { workspaceId } = owner;
  expect(await begin(admin, 'pro')).toMatchObject({ status: 403 });
  expect(await begin(stranger, 'pro', { workspaceId })).toMatchObject({ status: 404 });
  for (const planId of ['free', 'enterprise'] as const) {
    expect(await begin(owner, planId)).toMatchObject({ status: 400 });
  }
  await subscribe(owner, 'pro');
  expect(await operate(admin, 'cancelPlan')).toMatchObject({ status: 403 });
  expect((await standingOf(admin)).planId).toBe('pro');
  const { status } = await stranger.query('billing.subscription', { workspaceId });
  expect(status).toBe(404);
  // Nobody would have anything of it any more, and go on paying.
  const remove = () => owner.mutate('workspace.remove', { workspaceId, password: PASSWORD });
  expect(await remove()).toMatchObject({ status: 409 });
});

test('a preview that is too old is to be looked at anew', async () => {
  const owner = await registerPerson(house);
  await subscribe(owner, 'pro');
  const { workspaceId } = owner;
  const at = new Date(Date.now() - 2 * 3_600_000).toISOString();
  const wish = { workspaceId, id: randomUUID(), planId: 'paygo', at };
  expect(await owner.mutate('billing.changePlan', wish)).toMatchObject({ status: 400 });
  expect(await planOf(owner)).toBe('pro');
});

test('operators see who subscribes and what it brings, out of our own tables', async () => {
  const before = (await operator.query<Revenue>('billing.revenue')).data;
  const owner = await registerPerson(house);
  await subscribe(owner, 'pro');
  const { data } = await operator.query<Revenue>('billing.revenue');
  expect(data.recurringCents - before.recurringCents).toBe(2_900);
  const proOf = ({ plans }: Revenue) => plans.find(({ planId }) => planId === 'pro')?.active ?? 0;
  expect(proOf(data) - proOf(before)).toBe(1);
  expect(data.begun - before.begun).toBe(1);
  const page = (await operator.query<SubscriptionPage>('billing.subscriptions', { limit: 1 })).data;
  expect(page.items).toMatchObject([
    {
      workspaceId: owner.workspaceId,
      planId: 'pro',
      heldPlanId: 'pro',
      standing: 'active',
      priceCents: 2_900,
    },
  ]);
  const next = await operator.query<SubscriptionPage>('billing.subscriptions', {
    limit: 1,
    cursor: page.nextCursor,
  });
  expect(next.data.items[0]?.workspaceId).not.toBe(owner.workspaceId);
});

test('where payments are not set up nobody subscribes, and the database lets no life go back', async () => {
  const without = await openTestHouse(inject('ownerUrl'));
  try {
    const owner = await registerPerson(without);
    expect(await begin(owner, 'pro')).toMatchObject({ status: 409 });
  } finally {
    await without.close();
  }
  const owner = await registerPerson(house);
  const { id } = await subscribe(owner, 'pro');
  const back = house.inWorkspaceOf(owner, (tx) =>
    tx.execute(`update plan_subscriptions set rank = 1 where id = '${id}'`),
  );
  await expect(back).rejects.toMatchObject({
    cause: { message: 'a subscription does not go back' },
  });
});
