import { randomUUID } from 'node:crypto';
import type { Locator, Page } from 'playwright';
import { expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call } from './support/api.ts';
import { gone, seen } from './support/chat-page.ts';
import { inspect } from './support/inspect.ts';
import { test } from './support/test.ts';

const { common, providerKeys } = en;
const { form, provider: words, removal } = providerKeys;
const COMPATIBLE = { provider: common.providerNames.compatible };
const KEY = { key: 'own-server' };

/** A secret that would be known anywhere. */
const makeSecret = (): string => `sk-canary-${randomUUID()}`;
const endOf = (secret: string): string =>
  fill(providerKeys.secretEnd, { lastFour: secret.slice(-4) });

/** All that a page keeps: itself, its address, its storages and cookies. */
async function keptBy(page: Page): Promise<string> {
  return await page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      location.href,
      document.cookie,
      JSON.stringify([localStorage, sessionStorage, history.state]),
    ].join(),
  );
}

async function hasFocus(locator: Locator): Promise<void> {
  await expect.poll(() => locator.evaluate((one) => one === document.activeElement)).toBe(true);
}

test('a key is added, drained, given another secret, moved and removed, and no secret is told', async ({
  visit,
}) => {
  const operator = await visit();
  await call(operator, 'auth.login', operator.house.accounts.operator);
  const { page } = operator;
  const answers: Promise<string>[] = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/trpc/')) answers.push(response.text().catch(() => ''));
  });
  await page.goto('/admin');
  await page.getByRole('link', { name: en.admin.providerKeys }).click();
  await page.waitForURL(/\/admin\/keys$/u);
  const keysOf = (provider: string): Locator =>
    page.getByRole('list', { name: fill(words.keys, { provider }) }).getByRole('listitem');
  const settled = keysOf(common.providerNames.openai).filter({ hasText: 'openai-1' });
  await seen(settled.getByText(fill(providerKeys.sources.env, { name: 'OPENAI_API_KEYS#1' })));

  // What the server refuses stands at its field, and what was typed stays.
  const dialog = page.getByRole('dialog');
  const add = page.getByRole('button', { name: fill(providerKeys.addTo, COMPATIBLE) });
  const [first, second] = [makeSecret(), makeSecret()];
  await add.click();
  const secretField = dialog.getByLabel(form.secret, { exact: true });
  await dialog.getByRole('button', { name: form.create }).click();
  await seen(dialog.getByText(form.aliasMissing));
  await seen(dialog.getByText(form.secretMissing));
  await dialog.getByRole('textbox', { name: form.alias }).fill(KEY.key);
  await dialog.getByRole('textbox', { name: form.cap }).fill('12.5');
  await secretField.fill(first);
  operator.expectStatus(400);
  await dialog.getByRole('button', { name: form.create }).click();
  const address = dialog.getByRole('textbox', { name: form.address });
  await seen(dialog.getByText('A compatible server has no address of its own', { exact: false }));
  expect(await address.getAttribute('aria-invalid')).toBe('true');
  await hasFocus(address);
  await dialog.getByRole('button', { name: form.showSecret }).click();
  expect(await secretField.getAttribute('type')).toBe('text');
  expect(await secretField.inputValue()).toBe(first);
  expect(await keptBy(page)).not.toContain(first);
  await inspect(operator, 'provider-key-refused');

  await address.fill(`${operator.house.providerUrl}/v1`);
  await dialog.getByRole('button', { name: form.create }).click();
  await gone(dialog);
  const row = keysOf(common.providerNames.compatible);
  await seen(row.getByText(endOf(first)));
  await seen(row.getByText(providerKeys.sources.sealed));
  await seen(row.getByText(fill(providerKeys.share, { share: '100%', weight: 1 })));
  await seen(row.getByText(fill(providerKeys.spendOf, { spent: '$0.00', cap: '$12.50' })));

  const status = (name: string): Locator =>
    row.getByRole('button', { name: fill(providerKeys.statusOf, { ...KEY, status: name }) });
  await status(providerKeys.statuses.active).click();
  await page
    .getByRole('menuitemradio', { name: new RegExp(`^${providerKeys.statuses.draining}`, 'u') })
    .click();
  await seen(status(providerKeys.statuses.draining));
  await seen(row.getByText(fill(providerKeys.noShare, { weight: 1 })));
  await seen(page.getByText(words.noneTakes));

  const more = row.getByRole('button', { name: fill(providerKeys.more, KEY) });
  await more.click();
  await page.getByRole('menuitem', { name: providerKeys.replace }).click();
  expect(await secretField.inputValue()).toBe('');
  await page.keyboard.press('Escape');
  await gone(dialog);
  await hasFocus(more);
  await page.keyboard.press('Enter');
  await page.getByRole('menuitem', { name: providerKeys.replace }).click();
  await secretField.fill(second);
  await secretField.press('Enter');
  await gone(dialog);
  await seen(row.getByText(endOf(second)));

  await more.click();
  await page.getByRole('menuitem', { name: providerKeys.edit }).click();
  await gone(dialog.getByText(form.moves));
  await address.fill('https://elsewhere.example.com/v1');
  await seen(dialog.getByText(form.moves));
  await dialog.getByRole('button', { name: form.saveAndWipe }).click();
  await gone(dialog);
  await seen(row.getByText(providerKeys.problems.no_secret));
  await gone(row.getByText(endOf(second)));
  await row.getByRole('button', { name: fill(providerKeys.enterFor, KEY) }).click();
  await seen(dialog.getByText(form.replaceLead));
  await page.keyboard.press('Escape');
  await gone(dialog);

  const toggle = page.getByRole('switch', { name: fill(words.toggle, COMPATIBLE) });
  const asked = page.getByRole('alertdialog');
  await toggle.click();
  await asked.getByRole('button', { name: common.cancel }).click();
  await hasFocus(toggle);
  await toggle.click();
  await asked.getByRole('button', { name: words.off }).click();
  await seen(page.getByText(words.isOff));
  await toggle.click();
  await gone(page.getByText(words.isOff));

  await more.click();
  await page.getByRole('menuitem', { name: providerKeys.remove }).click();
  await asked.getByRole('button', { name: removal.confirm }).click();
  await seen(page.getByText(fill(removal.done, KEY)));
  await gone(row);
  await seen(add);

  const told = [await keptBy(page), ...(await Promise.all(answers))].join('\n');
  expect(told).toContain(first.slice(-4));
  expect(told).toContain(second.slice(-4));
  expect(told).not.toContain(first);
  expect(told).not.toContain(second);
});

test('models that answer in the place of another are set in order, and cleared', async ({
  visit,
}) => {
  const operator = await visit();
  await call(operator, 'auth.login', operator.house.accounts.operator);
  const { page } = operator;
  const { fallbacks } = providerKeys;
  const dialog = page.getByRole('dialog', { name: fallbacks.add });
  const choose = async (label: string, name: string): Promise<void> => {
    await dialog.getByRole('button', { name: `${label}: ${fallbacks.noModel}` }).click();
    await page.getByRole('combobox', { name: fallbacks.search }).fill(name);
    await page.getByRole('option', { name, exact: true }).click();
  };
  await page.goto('/admin/keys');
  await seen(page.getByText(fallbacks.none));
  const add = page.getByRole('button', { name: fallbacks.add });
  await add.click();
  await choose(fallbacks.model, 'GPT-5.4 nano');
  await choose(fill(fallbacks.place, { n: 1 }), 'Claude Haiku 4.5');
  await choose(fill(fallbacks.place, { n: 2 }), 'Gemini 2.5 Flash-Lite');
  await dialog.getByRole('button', { name: common.save }).click();
  await gone(dialog);
  await hasFocus(add);
  const row = page.getByRole('list', { name: fallbacks.title }).locator('> li');
  await seen(row);
  expect(await row.getByRole('listitem').allInnerTexts()).toEqual([
    'Claude Haiku 4.5',
    'Gemini 2.5 Flash-Lite',
  ]);

  const edit = fill(fallbacks.edit, { model: 'GPT-5.4 nano' });
  await row.getByRole('button', { name: edit }).click();
  const edited = page.getByRole('dialog', { name: edit });
  for (const n of [1, 2]) {
    const place = fill(fallbacks.place, { n });
    await edited.getByRole('button', { name: fill(fallbacks.clear, { place }) }).click();
  }
  await edited.getByRole('button', { name: common.save }).click();
  await seen(page.getByText(fallbacks.none));
});
