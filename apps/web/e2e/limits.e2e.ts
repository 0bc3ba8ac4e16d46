import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Limit } from '@geko/contracts/limits';
import { fill, plural } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { gone, seen } from './support/chat-page.ts';
import { joinPerson } from './support/people.ts';
import { test } from './support/test.ts';

const { common, limits, notices } = en;

const tokensADay = fill(limits.name, { meter: limits.meters.tokens, period: limits.periods.day });

test('limits are set, changed where they stand, and removed with a way back', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const { workspaceId } = await registerPerson(visitor);
  await page.goto(`/w/${workspaceId}/settings?tab=limits`);
  await seen(page.getByText(limits.empty.title));

  const dialog = page.getByRole('dialog', { name: limits.dialog.title });
  const choose = async (field: string, option: string): Promise<void> => {
    await dialog.getByRole('combobox', { name: field }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const typeCap = async (text: string): Promise<void> =>
    await dialog.getByRole('textbox', { name: limits.dialog.caps.tokens }).fill(text);
  await page.getByRole('button', { name: limits.create }).click();
  await choose(limits.dialog.period, limits.dialog.periods.day);
  await dialog.getByRole('button', { name: limits.dialog.create }).click();
  await seen(dialog.getByText(limits.capProblems.empty));
  await typeCap('1,5');
  await seen(dialog.getByText(limits.capProblems.number));
  await typeCap('1.5M');
  await dialog.getByRole('button', { name: limits.dialog.create }).click();
  await gone(dialog);
  const meter = page.getByRole('tabpanel').getByRole('meter', { name: tokensADay });
  await seen(meter);
  expect(await meter.getAttribute('aria-valuemax')).toBe('1500000');

  // The same once more is the one that is there, and leads to it.
  await page.getByRole('button', { name: limits.create }).click();
  await choose(limits.dialog.period, limits.dialog.periods.day);
  await dialog.getByRole('button', { name: limits.dialog.changeThat }).click();
  const edit = page.getByRole('form', { name: fill(limits.edit, { limit: tokensADay }) });
  const cap = edit.getByRole('textbox', { name: limits.caps.tokens });
  await seen(cap);
  expect(page.url()).toContain('&limit=');
  await cap.fill('20k');
  await cap.press('Enter');
  await gone(edit);
  await expect.poll(() => meter.getAttribute('aria-valuemax')).toBe('20000');
  await seen(page.getByText(fill(limits.saved, { limit: tokensADay, cap: '20,000' })));

  await page.getByRole('button', { name: fill(limits.remove, { limit: tokensADay }) }).click();
  await gone(meter);
  const isBack = page.waitForResponse(/limits\.create/u);
  await page.getByRole('button', { name: common.undo }).click();
  await seen(meter);
  await isBack;
  await page.reload();
  await seen(meter);
  await expect.poll(() => meter.getAttribute('aria-valuemax')).toBe('20000');
});

test('a member asks for more, whoever sets limits grants it with one press, and both are told', async ({
  visit,
}) => {
  const owner = await visit();
  const { page } = owner;
  const { workspaceId } = await registerPerson(owner);
  const guest = await visit();
  const member = await joinPerson(owner, guest, { workspaceId, roleId: 'editor' });
  const limit = await call<Limit>(owner, 'limits.create', {
    workspaceId,
    id: randomUUID(),
    subject: { kind: 'member', id: member.userId },
    meter: 'charge',
    cap: 2_500_000_000,
    period: 'month',
  });
  await call(guest, 'limits.requestMore', { workspaceId, id: randomUUID(), limitId: limit.id });

  await page.goto(`/w/${workspaceId}`);
  const asks = fill(notices.kinds.limit_requested.title, { user: member.name });
  await page.getByRole('button', { name: plural(notices.openUnread, 1) }).click();
  const list = page.getByRole('dialog', { name: notices.title });
  await seen(list.getByText(asks));
  // Opened is read.
  await seen(page.getByRole('button', { name: notices.open, exact: true }));
  await list.getByRole('link').filter({ hasText: asks }).click();
  const title = fill(limits.name, { meter: limits.meters.charge, period: limits.periods.month });
  const label = `${member.name} · ${title}`;
  await seen(page.getByText(fill(limits.requests.asks, { name: member.name, limit: label })));
  await page.getByRole('button', { name: fill(limits.requests.grant, { cap: '$5.00' }) }).click();
  await seen(page.getByText(fill(limits.requests.granted, { limit: label, cap: '$5.00' })));
  await gone(page.getByRole('list', { name: limits.requests.title }));
  const meter = page.getByRole('tabpanel').getByRole('meter', { name: label });
  await expect.poll(() => meter.getAttribute('aria-valuemax')).toBe('5000000000');

  await guest.page.goto(`/w/${workspaceId}`);
  await guest.page.getByRole('button', { name: plural(notices.openUnread, 1) }).click();
  await seen(guest.page.getByText(notices.kinds.limit_granted.title));

  // Whoever is led to a limit finds it open to be changed.
  await page.goto(`/w/${workspaceId}/settings?tab=limits&limit=${limit.id}`);
  const edit = page.getByRole('form', { name: fill(limits.edit, { limit: label }) });
  const cap = edit.getByRole('textbox', { name: limits.caps.charge });
  await seen(cap);
  expect(await cap.evaluate((field) => field === document.activeElement)).toBe(true);
  expect(await cap.inputValue()).toBe('5');
});
