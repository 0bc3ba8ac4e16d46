import type { Page } from 'playwright';
import { expect } from 'vitest';
import { fakeUpdater } from '@geko/desktop/testing/fake-updater';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { registerPerson } from './support/api.ts';
import { ChatPage, gone, seen } from './support/chat-page.ts';
import { inspect, toastsGone, widths } from './support/inspect.ts';
import { conversationsOf, installModel, SENTENCE } from './support/machine.ts';
import { openDesktop } from './support/open-desktop.ts';
import { test } from './support/test.ts';

const { desktop: texts } = en.shell;
const version = '9.1.0';

/** A window that is hidden, or seen again: a page in Chromium's test mode always takes itself for seen. */
async function setSeen(page: Page, isSeen: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    },
    isSeen ? 'visible' : 'hidden',
  );
}

test.for(widths)(
  'a newer version of the app is told at %i px, taken by a press, and said where it is not',
  async (width, { visit }) => {
    const visitor = await visit({ width });
    const { page } = visitor;
    const updater = fakeUpdater();
    await openDesktop(visitor, { updater });
    const { workspaceId } = await registerPerson(visitor);
    await page.goto(`/w/${workspaceId}`);
    const bar = page.getByRole('region', { name: texts.updateLabel });
    const restart = bar.getByRole('button', { name: texts.restart });
    const says = (text: string) => seen(bar.getByText(fill(text, { version })));
    await expect.poll(() => updater.looks).toBe(1);
    updater.emit('update-available', { version });
    updater.emit('update-downloaded', { version });
    await says(texts.update);
    await inspect(visitor, 'update-ready');

    await restart.click();
    await expect.poll(() => updater.installs).toBe(1);
    await expect.poll(() => restart.getAttribute('aria-busy')).toBe('true');
    updater.emit('error', new Error('EACCES: /Applications'));
    await says(texts.updateFailed.install);
    await inspect(visitor, 'update-failed');
    await bar.getByRole('button', { name: texts.again }).click();
    await expect.poll(() => updater.installs).toBe(2);
    await says(texts.update);

    // A page that comes later asks how it stands.
    await page.reload();
    await says(texts.update);
    // What the main process throws is told in its own words, and the press can be repeated.
    updater.quitAndInstall = () => {
      throw new Error('/home/anna/.cache');
    };
    await restart.click();
    await seen(page.getByText(texts.failed, { exact: true }));
    await seen(page.getByText('The app could not do that.'));
    await expect.poll(() => restart.getAttribute('aria-busy')).toBeNull();
    await toastsGone(page);

    updater.emit('error', new Error('Code signature at URL file:///x did not pass validation'));
    await says(texts.updateFailed.signature);
    expect(await restart.count()).toBe(0);
    await inspect(visitor, 'update-unsigned');
    await bar.getByRole('button', { name: texts.dismiss }).click();
    await gone(bar);
    updater.emit('update-available', { version });
    updater.emit('error', new Error('net::ERR_CONNECTION_RESET'));
    await says(texts.updateFailed.download);
  },
);

test('an update that is gone when it is asked for is refused, and that is said', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const updater = fakeUpdater();
  const { shell } = await openDesktop(visitor, { updater });
  const { workspaceId } = await registerPerson(visitor);
  await page.goto(`/w/${workspaceId}`);
  updater.emit('update-downloaded', { version });
  const bar = page.getByRole('region', { name: texts.updateLabel });
  await seen(bar);
  // The page hears nothing of it: as one that was asleep.
  await page.evaluate(() => {
    (window as { gekoHear?: unknown }).gekoHear = () => undefined;
  });
  updater.emit('error', new Error('Code signature at URL file:///x did not pass validation'));
  await bar.getByRole('button', { name: texts.restart }).click();
  await seen(page.getByText(texts.failed, { exact: true }));
  await seen(page.getByText('No newer version is waiting.'));
  expect(updater.installs).toBe(0);
  await expect(shell.calls.getUpdate(undefined)).resolves.toMatchObject({ state: 'failed' });
});

test('answers that end while the window is hidden are told and counted, until somebody looks', async ({
  visit,
}) => {
  const visitor = await visit();
  const { page } = visitor;
  const desktop = await openDesktop(visitor);
  const { pace, notices } = desktop;
  const { workspaceId } = await registerPerson(visitor);
  await installModel(visitor, desktop, workspaceId);
  const chat = new ChatPage(page);
  await chat.open(workspaceId);
  await chat.chooseModel(desktop.model.name);
  // Whoever sees an answer come is not told of it.
  await chat.send('Who are you?');
  await chat.finishes();
  await expect.poll(async () => (await conversationsOf(visitor, workspaceId)).length).toBe(1);
  expect(notices).toEqual([]);

  pace.allow(2);
  await chat.send('And now?');
  await seen(chat.stopButton);
  await setSeen(page, false);
  pace.free();
  await expect.poll(() => notices.length).toBe(1);
  const path = new URL(page.url()).pathname;
  expect(notices[0]?.notice).toEqual({ title: await page.title(), body: SENTENCE, path });
  expect(desktop.badge()).toBe(1);

  // One of the server's is told of as well.
  await chat.chooseModel('GPT-5.4 nano');
  await chat.send('And you? [[fake: reply=3 delay=0]]');
  await expect.poll(() => notices.length, { timeout: 15_000 }).toBe(2);
  expect(notices[1]?.notice.path).toBe(path);
  expect(desktop.badge()).toBe(2);

  await page.getByRole('link', { name: en.shell.usage }).click();
  await page.waitForURL(/\/usage$/u);
  notices[0]?.press();
  await page.waitForURL((url) => url.pathname === path);
  await seen(chat.answer);
  await setSeen(page, true);
  await expect.poll(() => desktop.badge()).toBe(0);

  // What was counted by a page that is gone since is taken off by the next.
  await desktop.shell.calls.setBadge(3);
  await page.reload();
  await expect.poll(() => desktop.badge()).toBe(0);
});
