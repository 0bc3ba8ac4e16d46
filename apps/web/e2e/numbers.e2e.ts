import { expect } from 'vitest';
import { createFormat } from '../src/lib/create-format.ts';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { registerPerson, sendMessage } from './support/api.ts';
import { seen } from './support/chat-page.ts';
import { test } from './support/test.ts';

test('usage, models and settings show the figures of what was used', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const person = await registerPerson(visitor);
  const { receipt } = await sendMessage(visitor, {
    ...person,
    modelId: 'gemini-2.5-flash-lite',
    text: 'Hello [[fake: reply=1234 reasoning=100 tokensPerChunk=50]]',
  });
  if (receipt === null) throw new Error('The answer came without a receipt.');
  const format = createFormat({ locale: 'en', timeZone: null });
  const tokens = format.count(receipt.totalTokens);
  const cost = format.nano(receipt.costNano);
  expect(receipt.totalTokens).toBeGreaterThan(1234);

  await page.goto(`/w/${person.workspaceId}/usage`);
  const totals = page.getByRole('region', { name: en.usage.totals });
  await seen(totals.getByText(tokens, { exact: true }));
  await seen(totals.getByText(cost, { exact: true }));
  await seen(totals.getByText('1', { exact: true }));
  const { limitNames } = en.usage;
  const monthly = fill(limitNames.over, {
    of: limitNames.workspace.tokens,
    period: limitNames.periods.month,
  });
  const limits = page.getByRole('main').getByRole('meter', { name: monthly });
  expect(Number(await limits.getAttribute('aria-valuenow'))).toBe(receipt.totalTokens);
  const receipts = page.getByRole('table', { name: en.usage.receipts });
  await seen(
    receipts
      .getByRole('row')
      .filter({ hasText: 'Gemini 2.5 Flash-Lite' })
      .filter({ hasText: tokens }),
  );
  await receipts.getByRole('button').first().click();
  await seen(page.getByRole('dialog', { name: en.usage.receiptTitle }));
  await page.keyboard.press('Escape');

  await page.goto(`/w/${person.workspaceId}/models`);
  const model = page.getByRole('listitem').filter({ hasText: 'Gemini 2.5 Flash-Lite' });
  await seen(model.getByText('$0.10').or(model.getByText('$0.1')));
  await seen(model.getByText(en.models.ready));

  await page.goto(`/w/${person.workspaceId}/settings`);
  await seen(page.getByText(person.company).first());
  await page.getByRole('tab', { name: en.settings.plan }).click();
  const free = page
    .getByRole('list', { name: en.settings.comparison })
    .getByRole('listitem')
    .filter({ hasText: en.settings.isCurrent });
  await seen(free.filter({ hasText: 'Free' }).filter({ hasText: '50,000' }).first());

  await page.goto('/account/sessions');
  await seen(page.getByText(en.account.thisDevice));
});
