import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { CreatedApiKey } from '@geko/contracts/api-keys';
import { fill, plural } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { gone, seen } from './support/chat-page.ts';
import { inspect } from './support/inspect.ts';
import { joinPerson } from './support/people.ts';
import { test } from './support/test.ts';

const { apiKeys, limits, settings, usage } = en;
const { form, secret: told, revocation } = apiKeys;
const MODEL = { modelId: 'gpt-5.4-nano', name: 'GPT-5.4 nano' };
const IMAGE = { modelId: 'gpt-image-2', name: 'GPT Image 2' };

test('a key is made, told once, changed, limited, followed to its usage, and revoked', async ({
  visit,
}) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId } = await registerPerson(owner);
  await page.goto(`/w/${workspaceId}/settings?tab=keys`);
  await seen(page.getByText(apiKeys.empty.title));
  const baseUrl = `${new URL(page.url()).origin}/api/v1`;
  const address = page.getByRole('textbox', { name: apiKeys.connect.baseUrl });
  expect(await address.inputValue()).toBe(baseUrl);

  const newKey = page.getByRole('button', { name: apiKeys.create });
  await newKey.click();
  const dialog = page.getByRole('dialog');
  const create = dialog.getByRole('button', { name: form.create });
  await dialog.getByRole('radio', { name: form.modelChoices.some }).click();
  await create.click();
  await seen(dialog.getByText(form.nameMissing));
  await seen(dialog.getByText(form.modelsMissing));
  await dialog.getByRole('textbox', { name: form.name }).fill('Nightly report');
  await dialog.getByRole('checkbox', { name: apiKeys.scopes.models }).click();
  await dialog.getByRole('combobox', { name: form.expiry }).click();
  await page.getByRole('option', { name: form.expiries.never }).click();
  const search = dialog.getByRole('searchbox', { name: form.searchModels });
  await search.fill(MODEL.modelId);
  await search.press('Enter');
  await dialog.getByRole('checkbox', { name: MODEL.name }).click();
  await search.fill('image');
  await dialog
    .getByRole('list', { name: en.common.modelKinds.image })
    .getByRole('checkbox', { name: `${IMAGE.name} ${IMAGE.modelId}`, exact: true })
    .click();
  await seen(dialog.getByText(plural(form.chosen, 2)));
  await create.click();

  // Told once: neither Escape nor a press beside it closes, and then it is nowhere.
  const copy = dialog.getByRole('button', { name: told.copy });
  await seen(copy);
  expect(await copy.evaluate((button) => button === document.activeElement)).toBe(true);
  const secret = await dialog.getByRole('textbox', { name: told.label }).inputValue();
  expect(secret).toMatch(/^gk_[\w-]{43}$/u);
  await page.keyboard.press('Escape');
  await page.mouse.click(5, 5);
  await seen(copy);
  await dialog.getByRole('button', { name: told.done }).click();
  await gone(dialog);
  await expect
    .poll(() => newKey.evaluate((button) => button === document.activeElement))
    .toBe(true);
  const kept = await page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      location.href,
      JSON.stringify([localStorage, sessionStorage]),
    ].join(),
  );
  expect(kept).toContain(secret.slice(-4));
  expect(kept).not.toContain(secret);

  const list = page.getByRole('list', { name: apiKeys.list });
  const row = list.getByRole('listitem');
  await seen(row.getByText(fill(apiKeys.secretEnd, { lastFour: secret.slice(-4) })));
  await seen(row.getByText(`${MODEL.name}, ${IMAGE.name}`));

  const answer = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${secret}` },
    body: JSON.stringify({
      model: MODEL.modelId,
      stream: true,
      messages: [{ role: 'user', content: 'Hello [[fake: text="Geckos climb." delay=0]]' }],
    }),
  });
  const events = await answer.text();
  expect(answer.status, events).toBe(200);
  expect(events).toContain('climb');
  expect(events.trimEnd().endsWith('data: [DONE]')).toBe(true);
  await page.reload();
  await seen(row.getByText(plural(en.common.requests, 1)));

  const more = (key: string) => page.getByRole('button', { name: fill(apiKeys.more, { key }) });
  await more('Nightly report').click();
  await page.getByRole('menuitem', { name: apiKeys.edit }).click();
  const name = dialog.getByRole('textbox', { name: form.name });
  expect(await name.inputValue()).toBe('Nightly report');
  await name.fill('Weekly report');
  await dialog.getByRole('combobox', { name: form.expiry }).click();
  await page.getByRole('option', { name: form.expiries.day }).click();
  await dialog.getByLabel(form.day).fill('2020-01-01');
  await dialog.getByRole('button', { name: form.save }).click();
  await seen(dialog.getByText(form.dayPassed));
  await dialog.getByLabel(form.day).fill('2098-12-31');
  await dialog.getByRole('radio', { name: form.modelChoices.all }).click();
  await dialog.getByRole('button', { name: form.save }).click();
  await seen(page.getByText(fill(form.saved, { key: 'Weekly report' })));
  await gone(dialog);
  await seen(row.getByText(apiKeys.allModels));
  await seen(row.getByText('Dec 31, 2098'));

  await more('Weekly report').click();
  await page.getByRole('menuitem', { name: apiKeys.setLimit }).click();
  await dialog.getByRole('textbox', { name: limits.dialog.caps.tokens }).fill('20k');
  await dialog.getByRole('button', { name: limits.dialog.create }).click();
  await gone(dialog);
  await page.getByRole('tab', { name: settings.limits }).click();
  await seen(page.getByRole('heading', { name: limits.groups.key }));
  const tokens = fill(limits.name, { meter: limits.meters.tokens, period: limits.periods.month });
  await seen(page.getByRole('meter', { name: `Weekly report · ${tokens}` }));

  await page.getByRole('tab', { name: settings.keys }).click();
  await row.getByRole('link').click();
  await page.waitForURL(/\/usage\?key=/u);
  const chip = page.getByRole('button', { name: `${usage.apiKey}: Weekly report` });
  await seen(chip);
  await page.getByRole('button', { name: usage.clearFilters }).click();
  await gone(chip);
  await page.getByRole('button', { name: fill(usage.showOnly, { name: 'Weekly report' }) }).click();
  await seen(chip);
  await inspect(owner, 'usage-of-key');

  await page.goto(`/w/${workspaceId}/settings?tab=keys`);
  await more('Weekly report').click();
  await page.getByRole('menuitem', { name: apiKeys.revoke }).click();
  const asked = page.getByRole('alertdialog', {
    name: fill(revocation.title, { key: 'Weekly report' }),
  });
  await asked.getByRole('button', { name: revocation.confirm }).click();
  await seen(page.getByText(fill(revocation.done, { key: 'Weekly report' })));
  await seen(page.getByText(apiKeys.empty.title));
  await page.getByText(plural(apiKeys.ended, 1)).click();
  await seen(page.getByText(apiKeys.statuses.revoked, { exact: true }));
  await gone(more('Weekly report'));
});

test('who manages keys sees a member’s and revokes it; nobody else sees it', async ({ visit }) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId } = await registerPerson(owner);
  const guest = await visit();
  const member = await joinPerson(owner, guest, { workspaceId, roleId: 'editor' });
  const viewer = await visit();
  await joinPerson(owner, viewer, { workspaceId, roleId: 'viewer' });
  const facts = { workspaceId, id: randomUUID(), name: 'Support bot', scopes: ['chat'] };
  const { key } = await call<CreatedApiKey>(guest, 'apiKeys.create', facts);

  await page.goto(`/w/${workspaceId}/settings?tab=keys`);
  const row = page.getByRole('list', { name: apiKeys.list }).getByRole('listitem');
  await seen(row.getByText(fill(apiKeys.secretEnd, { lastFour: key.lastFour })));
  await seen(row.getByText(member.name));
  await row.getByRole('button', { name: fill(apiKeys.more, { key: key.name }) }).click();
  const revoke = page.getByRole('menuitem', { name: apiKeys.revoke });
  await seen(revoke);
  await gone(page.getByRole('menuitem', { name: apiKeys.edit }));
  await revoke.click();
  await page.getByRole('button', { name: revocation.confirm }).click();
  await seen(page.getByText(apiKeys.empty.title));

  await guest.page.goto(`/w/${workspaceId}/settings?tab=keys`);
  await seen(guest.page.getByText(plural(apiKeys.ended, 1)));
  await viewer.page.goto(`/w/${workspaceId}/settings?tab=keys`);
  await seen(viewer.page.getByRole('tab', { name: settings.general }));
  await gone(viewer.page.getByRole('tab', { name: settings.keys }));
});
