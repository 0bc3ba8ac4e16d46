import { planTable, type Plan, type PlanId } from '@geko/contracts/plans';
import { expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson, sendMessage } from './support/api.ts';
import { ChatPage, gone, seen } from './support/chat-page.ts';
import { inspect } from './support/inspect.ts';
import { test } from './support/test.ts';

test('an operator sees tenants and people, and a plan set to Pro opens premium models', async ({
  visit,
}) => {
  const customer = await visit();
  const person = await registerPerson(customer);
  const chat = new ChatPage(customer.page);
  await chat.open(person.workspaceId);
  const locked = await chat.findModel('Claude Haiku 4.5');
  expect(await locked.getAttribute('aria-disabled')).toBe('true');

  const { page, house } = await visit();
  await page.goto('/admin');
  await page.waitForURL(/\/sign-in/u);
  await page.getByLabel(en.auth.email).fill(house.accounts.operator.email);
  await page.getByLabel(en.auth.password, { exact: true }).fill(house.accounts.operator.password);
  await page.getByRole('button', { name: en.auth.signIn, exact: true }).click();
  await page.waitForURL(/\/admin$/u);
  await seen(page.getByText(en.admin.tenants, { exact: true }));
  await page.getByRole('tab', { name: en.admin.users }).click();
  await seen(page.getByRole('cell', { name: person.email }));
  await page.getByRole('tab', { name: en.admin.workspaces }).click();
  const row = page.getByRole('row').filter({ hasText: person.company });
  await row
    .getByRole('combobox', { name: fill(en.admin.changePlan, { workspace: person.company }) })
    .click();
  await page.getByRole('option', { name: en.common.planNames.pro }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: en.admin.confirm }).click();
  await seen(
    page.getByText(fill(en.admin.planChanged, { workspace: person.company, plan: 'Pro' })),
  );

  await chat.open(person.workspaceId);
  await chat.chooseModel('Claude Haiku 4.5');
  await chat.send('Hello, premium');
  await chat.finishes();
  await seen(chat.receipt.filter({ hasText: 'Claude Haiku 4.5' }));
});

test('the operator side is not there for others', async ({ visit }) => {
  const visitor = await visit();
  await registerPerson(visitor);
  visitor.expectStatus(404);
  const answer = await visitor.page.goto('/admin');
  expect(answer?.status()).toBe(404);
  await seen(visitor.page.getByText(en.common.notFoundTitle));
});

test('a plan goes by the name and the models that the operator gives it, in open pages too', async ({
  visit,
}) => {
  const customer = await visit();
  const { page } = customer;
  const { workspaceId } = await registerPerson(customer);
  await page.goto(`/w/${workspaceId}/models`);
  const upgrade = (plan: string) =>
    page.getByRole('button', { name: fill(en.models.upgradeTo, { plan }) }).first();
  await seen(upgrade('Pro'));

  const operator = await visit();
  await call(operator, 'auth.login', operator.house.accounts.operator);
  const save = (id: PlanId, plan: Plan | null) => call(operator, 'money.savePlan', { id, plan });
  const { free, pro } = planTable;
  try {
    await save('pro', { ...pro, name: 'Team' });
    await save('free', { ...free, name: 'Starter' });
    await seen(upgrade('Team'));
    const switcher = page.locator('button[aria-haspopup=menu]');
    await seen(switcher.filter({ hasText: 'Starter' }));
    const chat = new ChatPage(page);
    await chat.open(workspaceId);
    const locked = await chat.findModel('Claude Haiku 4.5');
    await seen(locked.getByText(fill(en.chat.models.needsPlan, { plan: 'Team' })));
    await operator.page.goto('/admin?tab=plans');
    await seen(
      operator.page.getByRole('button', { name: fill(en.admin.plans.edit, { plan: 'Team' }) }),
    );

    await page.goto(`/w/${workspaceId}/models`);
    await seen(upgrade('Team'));
    await save('free', { ...free, tiers: { ...free.tiers, premium: 'included' } });
    await gone(upgrade('Team'));
    await seen(switcher.filter({ hasText: en.common.planNames.free }));
  } finally {
    await save('pro', null);
    await save('free', null);
  }
  await seen(upgrade('Pro'));
});

test('an operator sees who goes on beyond the fair use of a plan', async ({ visit }) => {
  const customer = await visit();
  const { workspaceId, company } = await registerPerson(customer);
  const operator = await visit();
  const phone = await visit({ width: 360 });
  for (const each of [operator, phone]) {
    await call(each, 'auth.login', each.house.accounts.operator);
  }
  await call(operator, 'admin.setPlan', { workspaceId, planId: 'pro' });
  const { pro } = planTable;
  try {
    const limits: Plan['limits'] = [
      { meter: 'requests', scope: 'workspace', cap: 1, overflow: 'allow' },
    ];
    await call(operator, 'money.savePlan', { id: 'pro', plan: { ...pro, limits } });
    for (const text of ['The last one', 'One more']) {
      await sendMessage(customer, { workspaceId, modelId: 'gpt-4o-mini', text });
    }
    for (const each of [operator, phone]) {
      await each.page.goto('/admin');
      const table = each.page.getByRole('table', { name: en.admin.fairUse });
      await seen(
        table.getByRole('row').filter({ hasText: company }).filter({ hasText: '1 request' }),
      );
      await inspect(each, 'fair-use');
    }
  } finally {
    await call(operator, 'money.savePlan', { id: 'pro', plan: null });
  }
});
