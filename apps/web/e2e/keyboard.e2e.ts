import type { Page } from 'playwright';
import { expect } from 'vitest';
import { en } from '../src/messages/en.ts';
import { registerPerson } from './support/api.ts';
import { ChatPage, gone, seen } from './support/chat-page.ts';
import { test } from './support/test.ts';

const mostTabs = 40;

/** Presses Tab until what has the focus bears this name. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let count = 0; count < mostTabs; count += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const label = (await focused.getAttribute('aria-label')) ?? (await focused.innerText());
    if (name.test(label)) return;
  }
  throw new Error(`Tab never reaches ${name}`);
}

test('by keyboard alone: choose a model, send, stop with Escape', async ({ visit }) => {
  const visitor = await visit();
  const { page } = visitor;
  const { workspaceId } = await registerPerson(visitor);
  const chat = new ChatPage(page);
  await chat.open(workspaceId);
  await page.evaluate(
    () => document.activeElement instanceof HTMLElement && document.activeElement.blur(),
  );

  await tabTo(page, new RegExp(`^${en.chat.composer.label}$`, 'u'));
  await page.keyboard.type('Count slowly [[fake: reply=900 delay=20]]');
  await tabTo(page, /Change model/u);
  await page.keyboard.press('Enter');
  await seen(page.getByRole('listbox'));
  await page.keyboard.type('gpt-4o mini');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await gone(page.getByRole('listbox'));
  await seen(page.getByRole('button', { name: /GPT-4o mini/u }));
  await tabTo(page, new RegExp(`^${en.chat.composer.send}$`, 'u'));
  await page.keyboard.press('Enter');
  const length = await chat.grows();
  await page.keyboard.press('Escape');
  await gone(chat.stopButton);
  await seen(page.getByText(en.chat.ends.stopped));
  expect(await chat.answerLength()).toBeGreaterThanOrEqual(length);
});
