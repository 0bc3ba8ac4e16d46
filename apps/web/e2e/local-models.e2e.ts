import { expect } from 'vitest';
import { TINY_WORDS } from '@geko/local-models/testing/tiny-model';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { call, registerPerson } from './support/api.ts';
import { ChatPage, gone, seen } from './support/chat-page.ts';
import { inspect } from './support/inspect.ts';
import { test } from './support/test.ts';

const { localModels: texts } = en;
/** As the list of the house has it (serve-tiny-model.ts). */
const TINY = { name: 'The tiny file of the tests' };

test('a model is installed on the server with its progress, answers in the chat for nothing, and is removed', async ({
  visit,
}) => {
  const operator = await visit();
  await call(operator, 'auth.login', operator.house.accounts.operator);
  const { page } = operator;
  await page.goto('/admin');
  await page.getByRole('link', { name: en.admin.localModels }).click();
  await page.waitForURL(/\/admin\/local$/u);
  const row = page.getByRole('list', { name: texts.list }).getByRole('listitem');
  await seen(row.getByText(texts.states.absent));
  await inspect(operator, 'local-models');

  await row.getByRole('button', { name: fill(texts.installNamed, TINY) }).click();
  const bar = row.getByRole('progressbar', { name: fill(texts.progress, TINY) });
  await seen(bar);
  await seen(row.getByText(/^Downloading \d+%/u));
  await row.getByRole('button', { name: fill(texts.pauseNamed, TINY) }).click();
  await seen(row.getByText(/^Paused at \d+%/u));
  await inspect(operator, 'local-models-paused');
  await row.getByRole('button', { name: fill(texts.goOnNamed, TINY) }).click();
  await seen(row.getByText(texts.states.ready, { exact: true }), 30_000);

  const visitor = await visit();
  const { workspaceId } = await registerPerson(visitor);
  const chat = new ChatPage(visitor.page);
  await chat.open(workspaceId);
  await chat.chooseModel(TINY.name);
  await chat.send('Who are you?');
  await chat.finishes();
  expect(await chat.answerText()).toContain(TINY_WORDS.join(' '));
  await chat.receipt.click();
  const receipt = visitor.page.getByRole('dialog');
  await seen(receipt.getByText('$0.00').first());
  await visitor.page.goto(`/w/${workspaceId}/usage`);
  await seen(visitor.page.getByText(en.usage.saved));

  await row.getByRole('button', { name: fill(texts.removeNamed, TINY) }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: texts.removal.confirm }).click();
  await seen(row.getByText(texts.states.absent));
  await chat.open(workspaceId);
  await chat.modelButton.click();
  await seen(visitor.page.getByRole('listbox'));
  await gone(visitor.page.getByRole('option').filter({ hasText: TINY.name }));
});
