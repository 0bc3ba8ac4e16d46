import { expect } from 'vitest';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { registerPerson, sendMessage } from './support/api.ts';
import { ChatPage, gone, seen } from './support/chat-page.ts';
import { test } from './support/test.ts';

test('a second tab sees the running answer, and a stop in one ends both', async ({ visit }) => {
  const visitor = await visit();
  const { workspaceId } = await registerPerson(visitor);
  const first = new ChatPage(visitor.page);
  await first.open(workspaceId);
  await first.send('Count for me [[fake: reply=900 delay=20]]');
  await visitor.page.waitForURL(/\/c\/[\w-]+$/u);
  await first.grows();

  const second = new ChatPage(await visitor.context.newPage());
  await second.page.goto(visitor.page.url());
  await seen(second.stopButton);
  await second.grows(await second.grows());

  await second.stopButton.click();
  await gone(second.stopButton);
  await gone(first.stopButton);
  await seen(first.receipt);
  await seen(second.receipt);
  expect(await first.answer.innerText()).toBe(await second.answer.innerText());
});

test('sign out, sign in: the conversation is there; rename, delete, undo', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const person = await registerPerson(visitor);
  const title = 'What eats a gecko';
  const sent = await sendMessage(visitor, { ...person, modelId: 'gpt-4o-mini', text: title });
  const chat = new ChatPage(page);
  await chat.open(person.workspaceId, sent.conversationId);
  const text = await chat.answerText();

  await page.getByRole('button', { name: person.name }).click();
  await page.getByRole('menuitem', { name: en.shell.signOut }).click();
  await page.waitForURL((url) => !url.pathname.startsWith('/w/'));
  await page.goto(`/w/${person.workspaceId}/c/${sent.conversationId}`);
  await page.waitForURL(/\/sign-in/u);
  await page.getByLabel(en.auth.email).fill(person.email);
  await page.getByLabel(en.auth.password, { exact: true }).fill(person.password);
  await page.getByRole('button', { name: en.auth.signIn, exact: true }).click();
  await page.waitForURL(new RegExp(sent.conversationId, 'u'));
  await seen(chat.receipt);
  expect(await chat.answerText()).toBe(text);

  const list = page.getByRole('navigation', { name: en.shell.conversations });
  const menuOf = (name: string) =>
    list.getByRole('button', { name: fill(en.chat.list.menu, { title: name }) });
  await list.getByRole('link', { name: title }).hover();
  await menuOf(title).click();
  await page.getByRole('menuitem', { name: en.chat.list.rename }).click();
  const field = list.getByRole('textbox', { name: en.chat.list.renameLabel });
  await field.fill('Enemies of geckos');
  await field.press('Enter');
  const renamed = list.getByRole('link', { name: 'Enemies of geckos' });
  await seen(renamed);
  await page.reload();
  await seen(renamed);

  await renamed.hover();
  await menuOf('Enemies of geckos').click();
  await page.getByRole('menuitem', { name: en.chat.list.remove }).click();
  await gone(renamed);
  await page.waitForURL(new RegExp(`/w/${person.workspaceId}$`, 'u'));
  await page.getByRole('button', { name: en.chat.list.undo }).click();
  await seen(renamed);
  await renamed.click();
  await seen(chat.receipt);
  expect(await chat.answerText()).toBe(text);
});

test('what is typed before a new chat has its address stays', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const { workspaceId } = await registerPerson(visitor);
  const chat = new ChatPage(page);
  await chat.open(workspaceId);
  const address = Promise.withResolvers<void>();
  await page.route(/\/c\/[\w-]+/u, async (route) => {
    await address.promise;
    await route.continue();
  });
  await chat.send('Hello [[fake: reply=5 delay=0]]');
  await chat.finishes();
  await chat.composer.fill('And then');
  expect(new URL(page.url()).pathname).toBe(`/w/${workspaceId}`);
  address.resolve();
  await page.waitForURL(/\/c\/[\w-]+$/u);
  expect(await chat.composer.inputValue()).toBe('And then');
});
