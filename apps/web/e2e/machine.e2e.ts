import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { DeviceList } from '@geko/contracts/devices';
import type { LocalErrorCode } from '@geko/contracts/local-models';
import type { ReceiptPage } from '@geko/contracts/usage';
import { localModelFacts } from '@geko/local-models/facts';
import { makeTinyModel, TINY_WORDS } from '@geko/local-models/testing/tiny-model';
import { fill, plural } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { ask, call, registerPerson } from './support/api.ts';
import { anyOf, ChatPage, gone, seen } from './support/chat-page.ts';
import { inspect } from './support/inspect.ts';
import { conversationsOf, installModel, SENTENCE, textsOf } from './support/machine.ts';
import { openDesktop } from './support/open-desktop.ts';
import { joinPerson } from './support/people.ts';
import { test } from './support/test.ts';

const { chat: words, devices, localModels: texts, offline } = en;

test('a model of this machine is installed, answers in the chat, and what it said is kept for nothing', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const desktop = await openDesktop(visitor);
  const { name } = desktop.model;
  desktop.files.faults.push({ kind: 'slow', pieceBytes: 100_000, pauseMs: 400 });
  const { workspaceId } = await registerPerson(visitor);
  await page.goto(`/w/${workspaceId}/local`);
  const row = page.getByRole('list', { name: texts.machine.list }).getByRole('listitem');
  await row.getByRole('button', { name: fill(texts.installNamed, { name }) }).click();
  await seen(row.getByText(/^Downloading [1-9]/u));
  await row.getByRole('button', { name: fill(texts.pauseNamed, { name }) }).click();
  await seen(row.getByText(/^Paused at \d+%/u));
  await row.getByRole('button', { name: fill(texts.goOnNamed, { name }) }).click();
  await seen(row.getByText(texts.states.ready, { exact: true }), 30_000);
  await inspect(visitor, 'machine');

  const chat = new ChatPage(page);
  await chat.open(workspaceId);
  const option = await chat.findModel(name);
  await seen(page.getByRole('group', { name: words.machine.group }));
  await option.click();
  await seen(page.getByText(words.machine.price));
  await chat.send('Who are you?');
  await chat.finishes();
  expect(await chat.answerText()).toContain(SENTENCE);
  await page.waitForURL(/\/c\//u);

  await page.reload();
  await seen(chat.answer);
  expect(await chat.answerText()).toContain(SENTENCE);
  const [kept] = await conversationsOf(visitor, workspaceId);
  expect(kept && textsOf(kept)).toEqual(['Who are you?', SENTENCE]);
  expect(await desktop.shell.calls.listTurns(undefined)).toEqual([]);
  // Each word is a token, and so is its end; nobody pays for them.
  const receipts = await ask<ReceiptPage>(visitor, 'usage.receipts', { workspaceId });
  expect(receipts.items).toMatchObject([
    {
      provider: 'device',
      funding: 'local',
      costNano: '0',
      chargeNano: '0',
      isEstimated: false,
      usage: { outputTokens: TINY_WORDS.length + 1 },
    },
  ]);

  // In the same conversation a model of the server goes on, and then this machine's again.
  await chat.chooseModel('GPT-5.4 nano');
  await chat.send('And now? [[fake: reply=3 delay=0]]');
  await expect.poll(() => chat.receipt.count(), { timeout: 30_000 }).toBe(2);
  await chat.chooseModel(name);
  await chat.send('And you?');
  await expect.poll(() => chat.receipt.count(), { timeout: 30_000 }).toBe(3);
  const [both] = await conversationsOf(visitor, workspaceId);
  expect(both?.messages).toHaveLength(6);
  // Answered again, there is still one answer.
  await page.getByRole('button', { name: words.retry }).last().click();
  await expect
    .poll(async () => (await conversationsOf(visitor, workspaceId))[0]?.messages.at(-1)?.id, {
      timeout: 30_000,
    })
    .not.toBe(both?.messages.at(-1)?.id);
  expect((await conversationsOf(visitor, workspaceId))[0]?.messages).toHaveLength(6);

  await page.goto(`/w/${workspaceId}/usage`);
  await seen(page.getByText(en.usage.saved));
});

test('what goes wrong with a download is said in the panel with its remedy, which helps', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const desktop = await openDesktop(visitor);
  const { files, folder, model } = desktop;
  const { name } = model;
  const { workspaceId } = await registerPerson(visitor);
  await page.goto(`/w/${workspaceId}/local`);
  const row = page.getByRole('list', { name: texts.machine.list }).getByRole('listitem');
  const again = row.getByRole('button', { name: fill(texts.againNamed, { name }) });
  const says = async (code: LocalErrorCode) => {
    await seen(row.getByText(texts.states.error, { exact: true }));
    await seen(row.getByText(texts.errors[code]));
  };
  const bytes = makeTinyModel();
  files.faults.push({ kind: 'other_bytes', bytes: bytes.subarray(1), saysLength: true });
  await row.getByRole('button', { name: fill(texts.installNamed, { name }) }).click();
  await says('wrong_length');
  const other = Buffer.from(bytes).fill(7, 0, 100);
  files.faults.push({ kind: 'other_bytes', bytes: other, saysLength: true });
  await again.click();
  await says('wrong_checksum');
  await inspect(visitor, 'machine-error');
  if (existsSync('/dev/full')) {
    const part = join(folder, 'models', model.id, 'F32.gguf.part');
    symlinkSync('/dev/full', part);
    await again.click();
    await says('disk_full');
    rmSync(part);
  }
  files.faults.push(
    { kind: 'cut', afterBytes: 300_000 },
    { kind: 'status', status: 416 },
    { kind: 'slow', pieceBytes: 200_000, pauseMs: 200 },
  );
  await again.click();
  await seen(row.getByText(texts.states.ready, { exact: true }), 30_000);

  await row.getByRole('button', { name: fill(texts.removeNamed, { name }) }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: texts.removal.confirm }).click();
  await seen(row.getByText(texts.states.absent));
});

test('too little memory is said before anything is downloaded', async ({ visit }) => {
  const visitor = await visit({ width: 360 });
  const { page } = visitor;
  const desktop = await openDesktop(visitor, { memoryCapBytes: 100_000_000 });
  const { workspaceId } = await registerPerson(visitor);
  await page.goto(`/w/${workspaceId}/local`);
  const row = page.getByRole('list', { name: texts.machine.list }).getByRole('listitem');
  await seen(row.getByText(/^Needs \d+ MB of memory; this machine can spare 100 MB\.$/u));
  const { name } = desktop.model;
  const install = row.getByRole('button', { name: fill(texts.installNamed, { name }) });
  expect(await install.isDisabled()).toBe(true);
  await inspect(visitor, 'machine-unfit');
  expect(desktop.files.ranges).toEqual([]);
});

test('without the server the chat goes on, and what was said there is kept once', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const desktop = await openDesktop(visitor);
  const { workspaceId } = await registerPerson(visitor);
  await installModel(visitor, desktop, workspaceId);
  visitor.expectOffline();
  await desktop.goOffline();
  await seen(page.getByRole('heading', { name: offline.title }));
  await seen(page.getByText(offline.empty));
  const composer = page.getByRole('textbox', { name: offline.message });
  const answers = page.getByRole('article', { name: anyOf(offline.answerBy) });
  await composer.fill('First, without a server');
  await composer.press('Enter');
  await expect.poll(() => answers.last().innerText(), { timeout: 30_000 }).toContain(SENTENCE);
  await seen(page.getByText(plural(offline.waiting, 1), { exact: false }));
  await composer.fill('Second');
  await page.getByRole('button', { name: offline.send }).click();
  await expect.poll(() => answers.count()).toBe(2);
  await expect.poll(() => answers.last().innerText(), { timeout: 30_000 }).toContain(SENTENCE);
  await inspect(visitor, 'offline', ['region']);
  await page.reload();
  await seen(page.getByRole('button', { name: 'First, without a server' }));

  await desktop.goOnline();
  await page.getByRole('button', { name: offline.retry }).click();
  await page.waitForURL(/\/w\//u);
  await expect
    .poll(async () => (await conversationsOf(visitor, workspaceId)).map(textsOf), {
      timeout: 30_000,
    })
    .toEqual([['First, without a server', SENTENCE, 'Second', SENTENCE]]);
  await page.reload();
  await expect.poll(() => desktop.shell.calls.listTurns(undefined)).toEqual([]);
  expect(await conversationsOf(visitor, workspaceId)).toHaveLength(1);
});

test('a workspace that forbids local models: its pickers lose them at once, its machines are seen', async ({
  visit,
}) => {
  const owner = await visit();
  const { workspaceId } = await registerPerson(owner);
  const member = await visit();
  await joinPerson(owner, member, { workspaceId, roleId: 'editor' });
  const desktop = await openDesktop(member, { deviceName: 'A laptop of a member' });
  await installModel(member, desktop, workspaceId);
  const { name } = desktop.model;

  await owner.page.goto(`/w/${workspaceId}/settings?tab=devices`);
  const machine = owner.page.getByRole('row', { name: /A laptop of a member/u });
  await seen(machine.getByText(name));
  await seen(machine.getByText(devices.states.ready));
  const wanted = owner.page
    .getByRole('list', { name: devices.wantedList })
    .getByRole('switch')
    .first();
  await wanted.click();
  await expect.poll(() => wanted.isChecked()).toBe(true);
  await inspect(owner, 'devices');

  const chat = new ChatPage(member.page);
  await chat.open(workspaceId);
  await chat.chooseModel(name);
  await owner.page.getByRole('switch', { name: devices.allow }).click();
  await seen(owner.page.getByText(devices.forbidden));
  await gone(
    member.page.getByRole('button', { name: fill(words.models.trigger, { name }) }),
    2_000,
  );
  const profile = await desktop.shell.calls.getProfile(undefined);
  expect(profile?.workspaces).toMatchObject([{ mayUseLocalModels: false }]);
  await member.page.goto(`/w/${workspaceId}/local`);
  await seen(member.page.getByText(texts.machine.forbidden));
  const { devices: own } = await ask<DeviceList>(member, 'devices.list', { workspaceId });
  expect(own).toMatchObject([{ isOwn: true, models: [{ state: 'ready' }] }]);
});

test('what a workspace wants on every desktop is installed there by itself, and told back', async ({
  visit,
}) => {
  const owner = await visit();
  const { workspaceId } = await registerPerson(owner);
  const member = await visit();
  await joinPerson(owner, member, { workspaceId, roleId: 'editor' });
  const [offer] = localModelFacts;
  if (offer === undefined) throw new Error('no model is offered');
  const desktop = await openDesktop(member, { deviceName: 'A desktop', modelId: offer.id });
  desktop.files.faults.push({ kind: 'slow', pieceBytes: 60_000, pauseMs: 400 });
  await member.page.goto(`/w/${workspaceId}`);
  await owner.page.goto(`/w/${workspaceId}/settings?tab=devices`);
  const machine = owner.page.getByRole('row', { name: /A desktop/u });
  await seen(machine.getByText(devices.noModels));
  const wanted = owner.page
    .getByRole('list', { name: devices.wantedList })
    .getByRole('listitem')
    .filter({ hasText: offer.name });
  await wanted.getByRole('switch').click();
  await seen(machine.getByText(devices.states.downloading, { exact: false }), 10_000);
  await seen(machine.getByText(devices.states.ready), 30_000);
  await seen(wanted.getByText(fill(devices.ready, { count: '1', total: '1' }), { exact: false }));
  expect(await desktop.shell.calls.listModels(undefined)).toMatchObject([
    { id: offer.id, status: { state: 'ready' } },
  ]);
});

test('where a limit stops a cloud model, this machine goes on', async ({ visit }) => {
  const owner = await visit();
  const { page } = owner;
  const desktop = await openDesktop(owner);
  const { name } = desktop.model;
  const { workspaceId } = await registerPerson(owner);
  const limit = { subject: { kind: 'workspace' }, meter: 'requests', cap: 0, period: 'day' };
  await call(owner, 'limits.create', { workspaceId, id: randomUUID(), ...limit });
  const chat = new ChatPage(page);
  await chat.open(workspaceId);
  owner.expectStatus(429);
  await chat.chooseModel('GPT-5.4 nano');
  await chat.send('Who are you?');
  const dialog = page.getByRole('dialog', { name: words.errors.titles.QUOTA_EXCEEDED });
  await dialog.getByRole('link', { name: words.denial.ways.install }).click();
  await page.waitForURL(/\/local$/u);
  await installModel(owner, desktop, workspaceId);

  await chat.open(workspaceId);
  await chat.chooseModel('GPT-5.4 nano');
  await chat.send('Who are you?');
  await seen(dialog.getByText(fill(words.denial.ways.machineText, { name })));
  await dialog
    .getByRole('button', { name: fill(words.denial.ways.machineAndSend, { name }) })
    .click();
  await chat.finishes();
  expect(await chat.answerText()).toContain(SENTENCE);
});

test('a browser has no models of its own, and says where they are', async ({ visit }) => {
  const visitor = await visit({ width: 360 });
  const { workspaceId } = await registerPerson(visitor);
  await visitor.page.goto(`/w/${workspaceId}/local`);
  await seen(visitor.page.getByText(texts.machine.missing));
  expect(await visitor.page.getByRole('button', { name: texts.install }).count()).toBe(0);
});
