import { afterAll, beforeAll, expect } from 'vitest';
import { TINY_WORDS } from '@geko/local-models/testing/tiny-model';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { ChatPage, gone, seen } from './support/chat-page.ts';
import { inspect } from './support/inspect.ts';
import { openLocalHouse, type LocalHouse } from './support/local-house.ts';
import { test } from './support/test.ts';

const { localModels: texts } = en;

let house: LocalHouse;
beforeAll(async () => {
  house = await openLocalHouse();
});
afterAll(() => house.stop());

test('a model is installed on the server with its progress, answers in the chat for nothing, and is removed', async ({
  visit,
}) => {
  const { model: name, files } = house;
  files.faults.push({ kind: 'slow', pieceBytes: 100_000, pauseMs: 400 });
  const operator = await visit({ house });
  await call(operator, 'auth.login', house.accounts.operator);
  const { page } = operator;
  await page.goto('/admin');
  await page.getByRole('link', { name: en.admin.localModels }).click();
  await page.waitForURL(/\/admin\/local$/u);
  const row = page.getByRole('list', { name: texts.list }).getByRole('listitem');
  await seen(row.getByText(texts.states.absent));
  await inspect(operator, 'local-models');
  // Another operator is told of all that follows, without asking again.
  const onlooker = await visit({ house, width: 360, colorScheme: 'dark' });
  await call(onlooker, 'auth.login', house.accounts.operator);
  let asked = 0;
  onlooker.page.on('request', (request) => {
    if (request.url().includes('localModels.list')) asked += 1;
  });
  await onlooker.page.goto('/admin/local');
  const theirs = onlooker.page.getByRole('list', { name: texts.list }).getByRole('listitem');
  await seen(theirs.getByText(texts.states.absent));

  await row.getByRole('button', { name: fill(texts.installNamed, { name }) }).click();
  await seen(row.getByRole('progressbar', { name: fill(texts.progress, { name }) }));
  await seen(row.getByText(/^Downloading [1-9]/u));
  await seen(theirs.getByText(/^Downloading [1-9]/u));
  await row.getByRole('button', { name: fill(texts.pauseNamed, { name }) }).click();
  await seen(row.getByText(/^Paused at \d+%/u));
  await seen(theirs.getByText(/^Paused at \d+%/u));
  await inspect(onlooker, 'local-models-followed');
  await inspect(operator, 'local-models-paused');
  await row.getByRole('button', { name: fill(texts.goOnNamed, { name }) }).click();
  await seen(row.getByText(texts.states.ready, { exact: true }), 30_000);
  await seen(theirs.getByText(texts.states.ready, { exact: true }));
  expect(asked).toBe(1);

  const visitor = await visit({ house });
  const { workspaceId } = await registerPerson(visitor);
  const chat = new ChatPage(visitor.page);
  await chat.open(workspaceId);
  await chat.chooseModel(name);
  await chat.send('Who are you?');
  await chat.finishes();
  expect(await chat.answerText()).toContain(TINY_WORDS.join(' '));
  await visitor.page.goto(`/w/${workspaceId}/usage`);
  await seen(visitor.page.getByText(en.usage.saved));

  // A workspace that forbids local models loses the server's too, without a reload.
  await chat.open(workspaceId);
  await chat.chooseModel(name);
  await call(visitor, 'devices.setAllowed', { workspaceId, isAllowed: false });
  await gone(
    visitor.page.getByRole('button', { name: fill(en.chat.models.trigger, { name }) }),
    2_000,
  );
  await call(visitor, 'devices.setAllowed', { workspaceId, isAllowed: true });

  await row.getByRole('button', { name: fill(texts.removeNamed, { name }) }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: texts.removal.confirm }).click();
  await seen(row.getByText(texts.states.absent));
  await chat.open(workspaceId);
  await chat.modelButton.click();
  await seen(visitor.page.getByRole('listbox'));
  await gone(visitor.page.getByRole('option').filter({ hasText: name }));
});
