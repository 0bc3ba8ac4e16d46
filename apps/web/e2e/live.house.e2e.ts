import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { ImportResult } from '@geko/contracts/prices';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { ChatPage, gone, seen } from './support/chat-page.ts';
import { test } from './support/test.ts';

const { prices } = en.admin;

test('a model that an operator imports and publishes is in the open picker of Pro within two seconds, without a reload', async ({
  visit,
}) => {
  const customer = await visit();
  const person = await registerPerson(customer);
  const operator = await visit();
  await call(operator, 'auth.login', operator.house.accounts.operator);
  await call(operator, 'admin.setPlan', { workspaceId: person.workspaceId, planId: 'pro' });

  const chat = new ChatPage(customer.page);
  await chat.open(person.workspaceId);
  const name = `Live ${randomUUID().slice(0, 8)}`;
  await chat.modelButton.click();
  await customer.page.getByRole('combobox', { name: en.chat.models.search }).fill(name);
  const option = customer.page.getByRole('option').filter({ hasText: name });
  expect(await option.count()).toBe(0);

  const { page } = operator;
  await page.goto('/admin?tab=prices');
  await page.getByRole('button', { name: prices.import }).click();
  const dialog = page.getByRole('dialog');
  const id = name.toLowerCase().replace(' ', '-');
  await dialog.getByLabel(prices.paste).fill(
    JSON.stringify({
      models: [
        {
          provider: 'openai',
          model: id,
          name,
          contextTokens: 100_000,
          outputTokens: 4_000,
          costPerMillionUsd: { input: 1, output: 4 },
        },
      ],
    }),
  );
  await dialog.getByRole('button', { name: prices.importNow }).click();
  await seen(dialog.getByText(/^1 entry to decide on$/u));
  await dialog.getByRole('button', { name: en.common.close }).last().click();
  await gone(dialog);
  await page.getByRole('button', { name: fill(prices.publishModel, { model: name }) }).click();
  await dialog.getByRole('button', { name: prices.publish, exact: true }).click();
  await seen(page.getByText(fill(prices.published, { model: name })));
  await seen(option, 2_000);
  expect(await option.getAttribute('aria-disabled')).not.toBe('true');
});

test('an operator dismisses what a list brought, and takes that back', async ({ visit }) => {
  const operator = await visit();
  await call(operator, 'auth.login', operator.house.accounts.operator);
  const model = `dismissed-${randomUUID().slice(0, 8)}`;
  await call<ImportResult>(operator, 'money.importPrices', {
    list: JSON.stringify({ models: [{ provider: 'openai', model }] }),
  });
  const { page } = operator;
  await page.goto('/admin?tab=prices');
  await page
    .getByRole('radio', { name: new RegExp(`^${prices.statuses.quarantined} `, 'u') })
    .click();
  const dismiss = page.getByRole('button', { name: fill(prices.dismissModel, { model }) });
  await dismiss.click();
  await seen(page.getByText(fill(prices.dismissed, { model })));
  await gone(dismiss);
  await page.getByRole('button', { name: en.common.undo }).click();
  await seen(dismiss);
});
