import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Limit, LimitRequestList, LimitSubject } from '@geko/contracts/limits';
import type { Meter, PeriodKind } from '@geko/contracts/meters';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { ask, call, registerPerson, sendMessage } from './support/api.ts';
import { anyOf, ChatPage, gone, seen } from './support/chat-page.ts';
import { joinPerson } from './support/people.ts';
import { test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

const { denial, errors, price } = en.chat;
const { account, limits } = en;
const MODEL = { modelId: 'gpt-5.4-nano', name: 'GPT-5.4 nano' };

/** A limit that the workspace's owner sets. */
const setLimit = (
  owner: Visitor,
  limit: {
    workspaceId: string;
    subject: LimitSubject;
    meter: Meter;
    cap: number;
    period: PeriodKind;
  },
): Promise<Limit> => call<Limit>(owner, 'limits.create', { id: randomUUID(), ...limit });

const dialogOf = ({ page }: Visitor) =>
  page.getByRole('dialog', { name: errors.titles.QUOTA_EXCEEDED });

test('a member who is stopped asks an admin, is granted more, and sends what stayed in the composer', async ({
  visit,
}) => {
  const owner = await visit();
  const { workspaceId } = await registerPerson(owner);
  const member = await visit();
  await joinPerson(owner, member, { workspaceId, roleId: 'editor' });
  const limit = await setLimit(owner, {
    workspaceId,
    subject: { kind: 'each_member' },
    meter: 'requests',
    cap: 1,
    period: 'day',
  });

  const chat = new ChatPage(member.page);
  await chat.open(workspaceId);
  await chat.chooseModel(MODEL.name);
  await chat.send('First');
  await chat.finishes();
  member.expectStatus(429);
  await chat.send('Second');
  const dialog = dialogOf(member);
  await seen(dialog.getByText('“Your requests today”: 1 of 1 are taken', { exact: false }));
  const rows = dialog.getByRole('row').filter({ has: member.page.getByRole('rowheader') });
  // The tightest first, then the plan's.
  expect(await rows.count()).toBeGreaterThan(1);
  await seen(rows.first().getByText(denial.exceeded));
  await seen(rows.first().getByText(fill(denial.setBy, { setter: en.usage.setBy.workspace })));

  await dialog.getByRole('button', { name: denial.ways.ask }).click();
  await seen(dialog.getByText(denial.ways.asked));
  await gone(dialog.getByRole('button', { name: denial.ways.ask }));
  await member.page.keyboard.press('Escape');
  await gone(dialog);
  expect(await chat.composer.inputValue()).toBe('Second');
  expect(await chat.composer.evaluate((input) => input === document.activeElement)).toBe(true);

  // Whoever asks twice has asked once.
  await chat.composer.press('Enter');
  await dialog.getByRole('button', { name: denial.ways.ask }).click();
  await seen(dialog.getByText(denial.ways.asked));
  const { requests } = await ask<LimitRequestList>(owner, 'limits.requests', { workspaceId });
  expect(requests.map((request) => request.limit.id)).toEqual([limit.id]);
  await call(owner, 'limits.decide', { workspaceId, id: requests[0]?.id, isGranted: true });

  await dialog.getByRole('button', { name: en.common.close }).click();
  await chat.sendButton.click();
  await expect.poll(() => chat.receipt.count(), { timeout: 30_000 }).toBe(2);
  expect(await chat.composer.inputValue()).toBe('');
});

test('another model is chosen and sent with at one press', async ({ visit }) => {
  const owner = await visit();
  const { workspaceId } = await registerPerson(owner);
  await setLimit(owner, {
    workspaceId,
    subject: { kind: 'model', id: MODEL.modelId },
    meter: 'requests',
    cap: 0,
    period: 'month',
  });
  const chat = new ChatPage(owner.page);
  await chat.open(workspaceId);
  await chat.chooseModel(MODEL.name);
  owner.expectStatus(429);
  await chat.send('Anybody there?');
  const dialog = dialogOf(owner);
  await seen(dialog.getByRole('link', { name: denial.ways.raise }));
  await dialog.getByRole('button', { name: anyOf(denial.ways.switchAndSend) }).click();
  await gone(dialog);
  await chat.finishes();
  await seen(owner.page.getByText('Anybody there?').first());
  await gone(owner.page.getByRole('button', { name: fill(en.chat.models.trigger, MODEL) }));
});

test('an owner gets from the denial to the limit that stopped them', async ({ visit }) => {
  const owner = await visit({ width: 360 });
  const { workspaceId } = await registerPerson(owner);
  const { id } = await setLimit(owner, {
    workspaceId,
    subject: { kind: 'workspace' },
    meter: 'tokens',
    cap: 0,
    period: 'week',
  });
  const chat = new ChatPage(owner.page);
  await chat.open(workspaceId);
  // Foreseen: the same dialog, before anything is sent, and nothing to send again.
  await chat.composer.fill('Hello');
  await owner.page.getByRole('button', { name: anyOf(price.refused) }).click();
  const dialog = dialogOf(owner);
  await seen(dialog.getByText(anyOf(denial.figures)).first());
  expect(await dialog.getByRole('button', { name: anyOf(denial.ways.switchAndSend) }).count()).toBe(
    0,
  );
  const overflow = await owner.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
  await dialog.getByRole('link', { name: denial.ways.raise }).click();
  await owner.page.waitForURL((url) => url.search === `?tab=limits&limit=${id}`);
});

test('a limit on the company is named as its own: an owner opens it, others read whom to ask', async ({
  visit,
}) => {
  const owner = await visit();
  const { workspaceId, name } = await registerPerson(owner);
  await owner.page.goto(`/w/${workspaceId}/settings?tab=limits`);
  await owner.page.getByRole('button', { name: limits.create }).click();
  const form = owner.page.getByRole('dialog', { name: limits.dialog.title });
  await form.getByRole('combobox', { name: limits.dialog.subject }).click();
  await owner.page.getByRole('option', { name: limits.subjects.tenant }).click();
  await seen(form.getByText(limits.dialog.companyHint));
  const zoneButton = (zone: string) =>
    form.getByRole('button', { name: fill(account.timeZoneValue, { zone }) });
  await zoneButton('UTC').click();
  await owner.page.getByRole('combobox', { name: account.searchZones }).fill('tokyo');
  await owner.page.getByRole('option', { name: /Tokyo/u }).click();
  await seen(zoneButton('Tokyo'));
  await seen(form.getByText(fill(limits.dialog.startsHint.month, { zone: 'Asia/Tokyo' })));
  await form.getByText(limits.meters.requests, { exact: true }).click();
  await form.getByRole('textbox', { name: limits.dialog.caps.requests }).fill('0');
  await form.getByRole('button', { name: limits.dialog.create }).click();
  await gone(form);
  const label = 'Whole company · Requests a month';
  const edit = fill(limits.edit, { limit: label });
  await seen(owner.page.getByRole('button', { name: edit }));
  await seen(owner.page.getByText(fill(limits.zone, { zone: 'Asia/Tokyo' }), { exact: false }));

  const admin = await visit({ width: 360 });
  await joinPerson(owner, admin, { workspaceId, roleId: 'admin' });
  await admin.page.goto(`/w/${workspaceId}/settings?tab=limits`);
  await seen(admin.page.getByText(limits.ownersOnly, { exact: false }));
  expect(await admin.page.getByRole('button', { name: edit }).count()).toBe(0);
  const named = { name: 'Requests of the whole company this month' };
  for (const visitor of [admin, owner]) {
    const chat = new ChatPage(visitor.page);
    await chat.open(workspaceId);
    await chat.chooseModel(MODEL.name);
    visitor.expectStatus(429);
    await chat.send('Hello');
    const rows = dialogOf(visitor).getByRole('row');
    await seen(rows.getByText(named.name));
    await seen(rows.getByText(fill(denial.setBy, { setter: en.usage.setBy.tenant })));
  }
  await seen(dialogOf(admin).getByText(fill(denial.ways.ownerRaiseText, named)));
  await seen(dialogOf(admin).getByText(fill(denial.ways.owners, { names: name })));
  await dialogOf(owner).getByRole('link', { name: denial.ways.raise }).click();
  await seen(owner.page.getByRole('form', { name: edit }));
});

test('the price stands beside the composer before sending, with what it is made of and what is left', async ({
  visit,
}) => {
  const owner = await visit();
  const { page } = owner;
  const person = await registerPerson(owner);
  const { workspaceId } = person;
  await setLimit(owner, {
    workspaceId,
    subject: { kind: 'workspace' },
    meter: 'requests',
    cap: 5,
    period: 'day',
  });
  for (let sent = 0; sent < 4; sent += 1) {
    await sendMessage(owner, { workspaceId, modelId: MODEL.modelId, text: 'Hi' });
  }
  const chat = new ChatPage(page);
  await chat.open(workspaceId);
  const button = page.getByRole('button', { name: anyOf(price.open) });
  await seen(button.getByText(price.fundings.included));
  await seen(page.getByText(fill(price.warning, { percent: '80%', name: 'Requests today' })));

  const operator = await visit();
  await call(operator, 'auth.login', owner.house.accounts.operator);
  await call(operator, 'admin.setPlan', { workspaceId, planId: 'paygo' });
  await chat.open(workspaceId);
  await seen(button.getByText(price.fundings.postpaid));
  await chat.composer.pressSequentially('How much would a long message cost?');
  await seen(button.getByText(/^≈ \$0\.0\d+(–\$0\.0\d+)?$/u));
  await button.click();
  const details = page.getByRole('dialog', { name: price.title });
  await seen(details.getByText(fill(price.samples, { count: 4 })));
  await seen(details.getByText('1 left of 5'));
  await seen(details.getByText('50%', { exact: true }));
  await page.keyboard.press('Escape');
  await gone(details);
  expect(await button.evaluate((one) => one === document.activeElement)).toBe(true);
});
