import { expect } from 'vitest';
import { MAX_MESSAGE_CHARS } from '@geko/contracts/message-size';
import { en } from '../src/messages/en.ts';
import { registerPerson, scriptProvider, sendMessage } from './support/api.ts';
import { anyOf, ChatPage, gone, seen } from './support/chat-page.ts';
import { test } from './support/test.ts';

const { errors } = en.chat;

test('a provider that fails: the message says so, and trying again works', async ({ visit }) => {
  const visitor = await visit();
  const { workspaceId } = await registerPerson(visitor);
  const chat = new ChatPage(visitor.page);
  await chat.open(workspaceId);
  await chat.chooseModel('Ministral 8B');
  await scriptProvider(visitor, { fault: '500', model: 'ministral-8b-latest' });
  visitor.expectStatus(502);
  await chat.send('Will this work?');
  await seen(
    visitor.page
      .getByText(en.chat.failures.PROVIDER_FAILED)
      .or(visitor.page.getByText(errors.titles.PROVIDER_FAILED)),
  );
  await visitor.page.getByRole('button', { name: en.chat.retry }).click();
  await chat.finishes();
  expect(await chat.answerLength()).toBeGreaterThan(20);
  await gone(visitor.page.getByText(en.chat.failures.PROVIDER_FAILED));
});

test('a message that is too long: refused in words, and the text stays', async ({ visit }) => {
  const visitor = await visit();
  const { workspaceId } = await registerPerson(visitor);
  const chat = new ChatPage(visitor.page);
  await chat.open(workspaceId);
  const text = 'a'.repeat(MAX_MESSAGE_CHARS + 7);
  await chat.composer.fill(text);
  await seen(visitor.page.getByRole('alert').filter({ hasText: /7 characters too long/u }));
  expect(await chat.sendButton.isDisabled()).toBe(true);
  await chat.composer.press('Enter');
  expect((await chat.composer.inputValue()).length).toBe(text.length);

  await chat.composer.fill(`Short enough ${'a'.repeat(100)}`);
  await chat.sendButton.click();
  await chat.finishes();
});

test('a used-up quota: the text stays, every limit and its reset are told, and the way to more', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const { workspaceId } = await registerPerson(visitor);
  const text = 'A very long answer, please [[fake: reply=48000 tokensPerChunk=4000]]';
  let status = 200;
  for (let call = 0; status === 200 && call < 8; call += 1) {
    ({ status } = await sendMessage(visitor, { workspaceId, modelId: 'gpt-4o-mini', text }));
  }
  expect(status).toBe(429);

  const chat = new ChatPage(page);
  await chat.open(workspaceId);
  // Said before anything is sent.
  await seen(page.getByRole('button', { name: anyOf(en.chat.price.refused) }));
  visitor.expectStatus(429);
  await chat.send('One more question');
  const dialog = page.getByRole('dialog', { name: errors.titles.QUOTA_EXCEEDED });
  await seen(dialog.getByText(/more than is left of “Tokens this month”: [\d,]+ of 50,000/u));
  const row = dialog.getByRole('row').filter({ hasText: 'Tokens this month' });
  await seen(row.getByText(en.chat.denial.exceeded));
  await seen(row.getByRole('cell', { name: '50,000' }));
  await seen(dialog.getByText(anyOf(en.chat.denial.ways.waitText)));
  // Behind the dialog it has no role.
  expect(await page.getByLabel(en.chat.composer.label, { exact: true }).inputValue()).toBe(
    'One more question',
  );
  await dialog.getByRole('button', { name: en.chat.upgrade }).click();
  await seen(page.getByRole('dialog', { name: en.plans.upgrade.title }));
});
