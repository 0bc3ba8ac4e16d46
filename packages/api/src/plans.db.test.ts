import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Me } from '@geko/contracts/auth';
import type { BillingOverview } from '@geko/contracts/billing';
import type { ModelList } from '@geko/contracts/models';
import { planTable, type Plan, type PlanId } from '@geko/contracts/plans';
import type { PlanSettings } from '@geko/contracts/prices';
import { registerOperator } from './testing/operator.ts';
import { openTestHouse, type TestHouse } from './testing/test-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const PREMIUM_ID = 'gpt-5.2';

let house: TestHouse;
let operator: TestPerson;
let customer: TestPerson;
beforeAll(async () => {
  house = await openTestHouse(inject('ownerUrl'));
  operator = await registerOperator(house);
  customer = await registerPerson(house);
});
afterAll(() => house.close());

const save = (id: PlanId, plan: Plan | null) => operator.mutate('money.savePlan', { id, plan });
const settingOf = async (id: PlanId) =>
  (await operator.query<PlanSettings>('money.plans')).data.plans.find((plan) => plan.id === id);
const overview = async () =>
  (
    await customer.query<BillingOverview>('billing.overview', {
      workspaceId: customer.workspaceId,
    })
  ).data;
async function accessTo(modelId: string) {
  const { workspaceId } = customer;
  const { data } = await customer.query<ModelList>('models.list', { workspaceId });
  return data.models.find(({ id }) => id === modelId)?.access;
}

test('a changed plan holds from the next request on, and back again', async () => {
  expect(await accessTo(PREMIUM_ID)).toMatchObject({ isAllowed: false, reason: 'plan' });
  const { free } = planTable;
  const changed: Plan = {
    ...free,
    tiers: { ...free.tiers, premium: 'included' },
    limits: [{ meter: 'requests', scope: 'workspace', cap: 7, overflow: 'block' }],
  };
  expect((await save('free', changed)).error).toBeNull();
  expect(await accessTo(PREMIUM_ID)).toEqual({ isAllowed: true });
  expect((await overview()).plans.find(({ id }) => id === 'free')).toMatchObject({
    tiers: { premium: 'included' },
    limits: changed.limits,
    isCurrent: true,
  });
  expect(await settingOf('free')).toEqual({ id: 'free', plan: changed, isChanged: true });
  // A workspace that is opened now is on it as well.
  const newcomer = await registerPerson(house);
  const list = await newcomer.query<BillingOverview>('billing.overview', {
    workspaceId: newcomer.workspaceId,
  });
  expect(list.data.plans.find(({ id }) => id === 'free')?.limits).toEqual(changed.limits);

  expect((await save('free', null)).error).toBeNull();
  expect(await accessTo(PREMIUM_ID)).toMatchObject({ isAllowed: false, reason: 'plan' });
  expect(await settingOf('free')).toEqual({ id: 'free', plan: free, isChanged: false });
});

test('what a locked model is opened by, and what plans are called, goes by the plans as they are now', async () => {
  const other = await registerPerson(house);
  const upgrade = async () => {
    const { workspaceId } = other;
    const { data } = await other.query<ModelList>('models.list', { workspaceId });
    return data.models.find(({ id }) => id === PREMIUM_ID)?.access;
  };
  const namesNow = async () => (await other.query<Me>('auth.me')).data.planNames;
  expect(await upgrade()).toEqual({ isAllowed: false, reason: 'plan', upgradeTo: 'pro' });
  expect(await namesNow()).toMatchObject({ free: 'Free', pro: 'Pro' });

  const { pro } = planTable;
  const changed: Plan = { ...pro, name: 'Team', tiers: { ...pro.tiers, premium: 'locked' } };
  expect((await save('pro', changed)).error).toBeNull();
  expect(await upgrade()).toEqual({ isAllowed: false, reason: 'plan', upgradeTo: 'paygo' });
  expect(await namesNow()).toMatchObject({ free: 'Free', pro: 'Team' });

  expect((await save('pro', { ...changed, upgradeTo: null })).error).toBeNull();
  expect(await upgrade()).toEqual({ isAllowed: false, reason: 'plan', upgradeTo: null });
  expect((await save('pro', null)).error).toBeNull();
  expect(await upgrade()).toMatchObject({ upgradeTo: 'pro' });
});

test('a plan without a markup of its own shows the one of the system', async () => {
  await house.setPlan(customer, 'enterprise');
  await save('enterprise', { ...planTable.enterprise, postpaidMarkupBps: null });
  await operator.mutate('money.setMarkup', { of: 'system', bps: 2_345 });
  const shown = (await overview()).plans.find(({ id }) => id === 'enterprise');
  expect(shown?.postpaidMarkupBps).toBe(2_345);
  const { workspaceId } = customer;
  const { data } = await customer.query<ModelList>('models.list', { workspaceId });
  expect(data.models.find(({ id }) => id === PREMIUM_ID)?.markupBps).toBe(2_345);
});

test('a plan that would not work is refused with its field, and nothing changes', async () => {
  const before = await operator.query<PlanSettings>('money.plans');
  const { free, pro } = planTable;
  for (const [id, plan, field] of [
    ['free', { ...free, priceCentsPerMonth: 900 }, 'plan.priceCentsPerMonth'],
    ['pro', { ...pro, upgradeTo: 'pro' }, 'plan.upgradeTo'],
    ['paygo', { ...planTable.paygo, upgradeTo: 'free' }, 'plan.upgradeTo'],
    ['pro', { ...pro, limits: [pro.limits[0], pro.limits[0]] }, 'plan.limits'],
    ['pro', { ...pro, name: '' }, 'plan.name'],
  ] as const) {
    const answer = await save(id, plan as Plan);
    expect(answer).toMatchObject({ status: 400, error: { code: 'BAD_REQUEST', field } });
  }
  expect((await operator.query<PlanSettings>('money.plans')).data).toEqual(before.data);
});

test('two that each are sound cannot offer one another', async () => {
  const { paygo, enterprise } = planTable;
  const answers = await Promise.all([
    save('paygo', { ...paygo, upgradeTo: 'enterprise' }),
    save('enterprise', { ...enterprise, upgradeTo: 'paygo' }),
  ]);
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
  await save('paygo', null);
  await save('enterprise', null);
});

test('what changed is on the record', async () => {
  await save('pro', { ...planTable.pro, name: 'Team', priceCentsPerMonth: 3_900 });
  await save('pro', { ...planTable.pro });
  const { workspaceId } = operator;
  const { data } = await operator.query<{
    items: { objectId: string; before: string; after: string }[];
  }>('audit.list', { workspaceId, action: 'plan.save', limit: 2 });
  expect(data.items.map(({ objectId, before, after }) => [objectId, before, after])).toEqual([
    ['pro', 'name,price_cents_per_month', 'shipped'],
    ['pro', 'name,price_cents_per_month', 'changed'],
  ]);
});
