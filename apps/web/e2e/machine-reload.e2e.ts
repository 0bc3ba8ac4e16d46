import { expect } from 'vitest';
import { TINY_WORDS } from '@geko/local-models/testing/tiny-model';
import { en } from '../src/messages/en.ts';
import { registerPerson } from './support/api.ts';
import { anyOf, ChatPage, gone, seen } from './support/chat-page.ts';
import { inspect } from './support/inspect.ts';
import { conversationsOf, installModel, SENTENCE, textsOf } from './support/machine.ts';
import { openDesktop } from './support/open-desktop.ts';
import { test } from './support/test.ts';
import type { Visitor } from './support/visitor.ts';

const { chat: words, offline } = en;

/** So many of its words. */
const first = (count: number): string => TINY_WORDS.slice(0, count).join(' ');

/** Somebody in the app, with its model installed and chosen, whose answers say no more than is let out. */
async function atHome(visitor: Visitor) {
  const desktop = await openDesktop(visitor);
  const { workspaceId } = await registerPerson(visitor);
  await installModel(visitor, desktop, workspaceId);
  const chat = new ChatPage(visitor.page);
  await chat.open(workspaceId);
  await chat.chooseModel(desktop.model.name);
  const kept = async () => (await conversationsOf(visitor, workspaceId)).map(textsOf);
  /** How many of its words the last answer has, here or on the page without the server. */
  const said = async () => {
    const text = (await visitor.page.getByRole('article').last().innerText()).replaceAll(
      /\s+/gu,
      ' ',
    );
    return TINY_WORDS.filter((_, at) => text.includes(first(at + 1))).length;
  };
  const says = (count: number) => expect.poll(said, { timeout: 15_000 }).toBe(count);
  /** Begins a conversation, whose answer stops at its fourth word. */
  const begin = async () => {
    desktop.pace.allow(4);
    await chat.send('Who are you?');
    await visitor.page.waitForURL(/\/c\//u);
    await says(4);
  };
  return { desktop, workspaceId, chat, kept, says, begin };
}

test('a page that is loaded anew goes on with the answer that is being written, and asks nothing twice', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const { desktop, chat, kept, says, begin } = await atHome(visitor);
  const { pace } = desktop;
  await begin();
  // The server hears of this conversation when it is answered.
  visitor.expectStatus(404);
  const reloading = page.reload();
  pace.allow(3);
  await reloading;
  await seen(page.getByRole('region', { name: words.log }).getByText('Who are you?'));
  await says(7);
  await seen(chat.stopButton);
  await page.reload();
  await says(7);
  expect(await kept()).toEqual([]);

  pace.free();
  await chat.finishes();
  await says(TINY_WORDS.length);
  const answers = page.getByRole('article', { name: anyOf(words.answerBy) });
  expect(await answers.count()).toBe(1);
  expect((await chat.answerText()).split(first(3))).toHaveLength(2);
  expect(await kept()).toEqual([['Who are you?', SENTENCE]]);
  expect(pace.chats).toBe(1);
  await expect.poll(() => desktop.shell.calls.listTurns(undefined)).toEqual([]);

  await chat.send('And now?');
  await expect.poll(() => chat.receipt.count(), { timeout: 30_000 }).toBe(2);
  expect(await kept()).toEqual([['Who are you?', SENTENCE, 'And now?', SENTENCE]]);
  expect(pace.chats).toBe(2);
});

test('an answer can be stopped after its page was loaded anew; what was said stays, and the chat goes on', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const { desktop, chat, kept, says } = await atHome(visitor);
  const { pace } = desktop;
  await chat.send('Who are you?');
  await chat.finishes();
  pace.allow(5);
  await chat.send('And now?');
  await says(5);
  await page.reload();
  await says(5);
  await chat.stopButton.click();
  await gone(chat.stopButton);
  await expect.poll(kept).toEqual([['Who are you?', SENTENCE, 'And now?', first(5)]]);
  await page.reload();
  await says(5);

  // Answered again, and loaded anew on the way: there is one answer to each question.
  pace.allow(2);
  await page.getByRole('button', { name: words.retry }).last().click();
  await says(2);
  await page.reload();
  await says(2);
  const answers = page.getByRole('article', { name: anyOf(words.answerBy) });
  expect(await answers.count()).toBe(2);
  pace.free();
  await expect.poll(kept).toEqual([['Who are you?', SENTENCE, 'And now?', SENTENCE]]);
  expect(pace.chats).toBe(3);
});

test('a conversation that only this machine has yet is in the sidebar, and is found again there', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const { desktop, chat, kept, says, begin } = await atHome(visitor);
  const { pace } = desktop;
  await begin();
  const address = page.url();
  await page.getByRole('link', { name: en.shell.newChat }).click();
  await page.waitForURL(/\/w\/[\w-]+$/u);
  const here = page.getByRole('region', { name: en.shell.desktop.onlyHere });
  const link = here.getByRole('link', { name: 'Who are you?' });
  await seen(link);
  await page.reload();
  await seen(link);
  await inspect(visitor, 'machine-sidebar');
  visitor.expectStatus(404);
  await link.click();
  await page.waitForURL(address);
  await says(4);
  pace.free();
  await chat.finishes();
  await says(TINY_WORDS.length);
  await gone(here);
  await seen(page.getByRole('navigation', { name: en.shell.conversations }).getByRole('link'));
  expect(await kept()).toEqual([['Who are you?', SENTENCE]]);
  expect(pace.chats).toBe(1);
});

test('an answer that ends while no page is open is there when one is', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const { desktop, workspaceId, chat, kept, says, begin } = await atHome(visitor);
  const { pace, shell } = desktop;
  await begin();
  const address = page.url();
  await page.goto('about:blank');
  pace.free();
  await expect
    .poll(() => shell.calls.listTurns(undefined))
    .toMatchObject([{ end: { error: null, finishReason: 'stop' } }]);
  visitor.expectStatus(404);
  await page.goto(address);
  await says(TINY_WORDS.length);
  await expect.poll(kept).toEqual([['Who are you?', SENTENCE]]);
  await chat.open(workspaceId);
  await page.getByRole('link', { name: 'Who are you?' }).click();
  await seen(chat.receipt);
  expect(pace.chats).toBe(1);
});

test('the server goes away in the middle of an answer: it is written to its end, and kept once', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const { desktop, kept, says, begin } = await atHome(visitor);
  const { pace } = desktop;
  await begin();
  visitor.expectOffline();
  await desktop.goOffline();
  await page.getByRole('button', { name: 'Who are you?' }).click();
  await says(4);
  await page.reload();
  await page.getByRole('button', { name: 'Who are you?' }).click();
  await says(4);
  await seen(page.getByText(offline.writing));
  pace.free();
  await says(TINY_WORDS.length);
  await gone(page.getByText(offline.writing));

  await desktop.goOnline();
  visitor.expectStatus(404);
  await page.getByRole('button', { name: offline.retry }).click();
  await page.waitForURL(/\/c\//u);
  await says(TINY_WORDS.length);
  await expect.poll(kept, { timeout: 15_000 }).toEqual([['Who are you?', SENTENCE]]);
  expect(pace.chats).toBe(1);
});
