import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { createFormat } from '../src/lib/create-format.ts';
import { fill, plural } from '../src/lib/fill.ts';
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
  const dialog = page.getByRole('dialog', { name: en.usage.receiptTitle });
  // The arithmetic of the receipt, to the last digit.
  const steps = dialog.getByRole('list', { name: en.usage.arithmetic }).getByRole('listitem');
  for (const line of receipt.lines) {
    if ('unit' in line) throw new Error('a chat has tokens only');
    const step = steps.filter({
      hasText: fill(en.usage.lineFormula, {
        tokens: plural(en.common.tokens, line.tokens, { count: format.count(line.tokens) }),
        price: format.exact(line.priceNanoPerMillion),
      }),
    });
    await seen(step.getByText(format.exact(line.costNano)));
  }
  await seen(steps.filter({ hasText: en.usage.fundingSentences.included }));
  await page.keyboard.press('Escape');

  await page.goto(`/w/${person.workspaceId}/models`);
  const model = page.getByRole('listitem').filter({ hasText: 'Gemini 2.5 Flash-Lite' });
  await seen(model.getByText('$0.10').or(model.getByText('$0.1')));
  await seen(model.getByText(en.models.ready));
  // What does not chat, by what it makes and what it is paid by.
  for (const [kind, name, label, price] of [
    ['image', 'GPT Image 2', en.models.output, '$30.00'],
    ['speech', 'TTS-1', en.models.perCharacters, '$15.00'],
  ] as const) {
    const row = page
      .getByRole('list', { name: en.common.modelKinds[kind] })
      .getByRole('listitem')
      .filter({ has: page.getByText(name, { exact: true }) });
    await seen(row.getByText(label, { exact: true }));
    await seen(row.getByText(price, { exact: true }));
    await seen(row.getByRole('switch', { name: fill(en.models.toggle, { model: name }) }));
  }

  await page.goto(`/w/${person.workspaceId}/settings`);
  await seen(page.getByText(person.company).first());
  await page.getByRole('tab', { name: en.settings.plan }).click();
  const free = page
    .getByRole('list', { name: en.plans.comparison })
    .getByRole('listitem')
    .filter({ hasText: en.plans.isCurrent });
  await seen(free.filter({ hasText: 'Free' }).filter({ hasText: '50,000' }).first());

  await page.goto('/account/sessions');
  await seen(page.getByText(en.account.thisDevice));
});

test('usage is of any span, narrowed by what is pressed, and leaves as CSV', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const person = await registerPerson(visitor);
  for (const modelId of ['gemini-2.5-flash-lite', 'gpt-5-nano', 'gpt-5-nano']) {
    await sendMessage(visitor, { ...person, modelId, text: 'Hello [[fake: reply=20]]' });
  }
  await page.goto(`/w/${person.workspaceId}/usage`);
  const requests = page.getByRole('region', { name: en.usage.totals }).locator('> div').first();
  await seen(requests.getByText('3', { exact: true }));

  const span = page.getByRole('group', { name: en.usage.range }).first();
  await span.getByRole('button', { name: en.usage.previous }).click();
  await seen(page.getByText(en.usage.emptyBody));
  expect(new URL(page.url()).searchParams.get('on')).toMatch(/^\d{4}-\d{2}-01$/u);
  await span.getByRole('button', { name: en.usage.next }).click();
  await seen(requests.getByText('3', { exact: true }));
  await span.getByRole('button', { name: en.usage.ranges.year }).click();
  await seen(page.getByRole('heading', { name: en.usage.byMonth }));
  await span.getByRole('button', { name: en.usage.ranges.custom }).click();
  const from = page.getByLabel(en.usage.from, { exact: true });
  await from.fill('2020-01-01');
  // Five years at most: the other end came along.
  const to = page.getByLabel(en.usage.to, { exact: true });
  await expect.poll(() => to.inputValue()).toBe('2024-12-29');
  await to.fill('2020-03-31');
  await seen(page.getByText(en.usage.emptyBody));
  await page.reload();
  expect(await from.inputValue()).toBe('2020-01-01');
  await page.goto(`/w/${person.workspaceId}/usage?range=day`);
  await seen(requests.getByText('3', { exact: true }));

  // A row narrows everything to itself; the chip says so, and takes it back.
  const byModel = page.getByRole('table', { name: en.usage.byModel });
  await byModel.getByRole('button', { name: 'GPT-5 nano' }).click();
  await seen(requests.getByText('2', { exact: true }));
  const receipts = page.getByRole('table', { name: en.usage.receipts });
  await expect.poll(() => receipts.getByRole('row').count()).toBe(3);
  await page.getByRole('button', { name: `${en.usage.model}: GPT-5 nano` }).click();
  await page.getByRole('option', { name: 'Gemini 2.5 Flash-Lite' }).click();
  await seen(requests.getByText('1', { exact: true }));
  expect(new URL(page.url()).searchParams.get('model')).toBe('gemini-2.5-flash-lite');
  const arriving = page.waitForEvent('download');
  await page.getByRole('button', { name: en.usage.exportReceipts }).click();
  const file = await arriving;
  expect(file.suggestedFilename()).toMatch(/^geko-usage-receipts-.*\.csv$/u);
  const text = readFileSync(await file.path(), 'utf8');
  expect(text.trim().split('\r\n')).toHaveLength(2);
  expect(text).toContain('"gemini-2.5-flash-lite"');
  await page.getByRole('button', { name: en.usage.clearFilters }).click();
  await seen(requests.getByText('3', { exact: true }));
});
