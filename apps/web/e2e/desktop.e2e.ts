import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { describe, expect } from 'vitest';
import {
  desktopCalls,
  type DesktopAnswer,
  type DesktopBridge,
  type DesktopCall,
  type DesktopInput,
  type DesktopOutput,
  type DesktopProfile,
} from '@geko/contracts/desktop';
import type { Me } from '@geko/contracts/auth';
import type { ConversationPage } from '@geko/contracts/chat';
import { SESSION_COOKIE } from '@geko/contracts/session-cookie';
import { callChannel } from '@geko/desktop/channels';
import { parseDeepLink } from '@geko/desktop/main/deep-link';
import { turnRequest } from '@geko/desktop/testing/turn-request';
import { TINY_WORDS } from '@geko/local-models/testing/tiny-model';
import { fill } from '../src/lib/fill.ts';
import { en } from '../src/messages/en.ts';
import { ask as askServer, call, registerPerson, type Person } from './support/api.ts';
import { seen } from './support/chat-page.ts';
import { inspect, widths } from './support/inspect.ts';
import { openDesktop } from './support/open-desktop.ts';
import { fillSignIn } from './support/sign-in.ts';
import { test } from './support/test.ts';

type WithBridge = Window & { gekoDesktop: DesktopBridge; heard: [string, unknown][] };

/** A call of the bridge as a page makes it. */
async function ask<C extends DesktopCall>(
  page: Page,
  call: C,
  input?: DesktopInput<C>,
): Promise<DesktopAnswer<DesktopOutput<C>>> {
  return (await page.evaluate(
    async ([name, given]) =>
      await (
        (window as unknown as WithBridge).gekoDesktop[name] as (input: unknown) => Promise<unknown>
      )(given),
    [call, input] as const,
  )) as DesktopAnswer<DesktopOutput<C>>;
}

async function valueOf<C extends DesktopCall>(
  page: Page,
  call: C,
  input?: DesktopInput<C>,
): Promise<DesktopOutput<C>> {
  const answer = await ask(page, call, input);
  if ('failure' in answer) throw new Error(`${call}: ${JSON.stringify(answer.failure)}`);
  return answer.value;
}

/** Notes every event that the page hears from now on. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const its = window as unknown as WithBridge;
    its.heard = [];
    for (const event of ['modelChanged', 'turnPart', 'turnEnd', 'opened'] as const) {
      its.gekoDesktop.on(event, (payload) => its.heard.push([event, payload]));
    }
  });
}

const heard = (page: Page): Promise<[string, unknown][]> =>
  page.evaluate(() => (window as unknown as WithBridge).heard);

function profileOf({ workspaceId, name }: Person, userId: string): DesktopProfile {
  const workspace = { id: workspaceId, slug: 'own', name: 'Own', mayUseLocalModels: true };
  return { userId, name, workspaces: [workspace] };
}

describe('the desktop shell around the web app', () => {
  test('a model is installed, answers, and what it said waits for the server', async ({
    visit,
  }) => {
    const visitor = await visit();
    const { page } = visitor;
    const desktop = await openDesktop(visitor);
    const person = await registerPerson(visitor);
    const { id: userId } = await askServer<Me>(visitor, 'auth.me', undefined);
    // A page that tells the shell of nobody, and takes no turns to the server.
    await page.goto('/docs');

    await expect(valueOf(page, 'getInfo')).resolves.toMatchObject({ deviceName: 'Test machine' });
    await listen(page);
    await valueOf(page, 'tellProfile', profileOf(person, userId));
    await valueOf(page, 'installModel', { id: desktop.model.id });
    await expect
      .poll(async () => await valueOf(page, 'listModels'), { timeout: 20_000 })
      .toMatchObject([{ id: 'tiny', status: { state: 'ready' } }]);
    expect(await heard(page)).toContainEqual([
      'modelChanged',
      { id: 'tiny', status: { state: 'ready' } },
    ]);

    const turn = turnRequest({ userId, workspaceId: person.workspaceId });
    await valueOf(page, 'startTurn', turn);
    await expect
      .poll(async () => (await heard(page)).some(([event]) => event === 'turnEnd'))
      .toBe(true);
    const parts = (await heard(page)).filter(([event]) => event === 'turnPart');
    expect(parts.length).toBeGreaterThan(3);
    const turns = await valueOf(page, 'listTurns');
    expect(turns).toMatchObject([
      { turnId: turn.turnId, end: { error: null, finishReason: 'stop' } },
    ]);
    expect(turns[0]?.answer.trim()).toBe(TINY_WORDS.join(' '));

    // The app ends and starts again: the turn is still there, and so is the session, whose page takes it to the server.
    await desktop.quit();
    await page.goto('about:blank');
    const again = await visit();
    const restarted = await openDesktop(again, { folder: desktop.folder, vault: desktop.vault });
    await restarted.shell.start(null);
    await again.page.waitForURL(/\/w\/[\w-]+/u);
    await expect
      .poll(async () => await valueOf(again.page, 'listTurns'), { timeout: 20_000 })
      .toEqual([]);
    const { workspaceId } = person;
    await expect(
      askServer<ConversationPage>(again, 'chat.list', { workspaceId }),
    ).resolves.toMatchObject({ items: [{ id: turn.conversationId }] });

    // The page is left while it still waits for the answer, and for others that the ended session gets no more.
    again.expectStatus(401);
    await again.page.evaluate(() => {
      void (window as unknown as WithBridge).gekoDesktop.signOut(undefined);
    });
    await expect
      .poll(async () => await ask(again.page, 'getProfile').catch(() => 'left'), {
        timeout: 15_000,
      })
      .toEqual({ value: null });
    await expect.poll(() => again.page.url(), { timeout: 15_000 }).toMatch(/\/sign-in/u);
    await again.page.goto(`/w/${person.workspaceId}`);
    await again.page.getByRole('button', { name: en.auth.signIn, exact: true }).waitFor();
  });

  test('who signs out without the server is signed out here at once, and there when it is back', async ({
    visit,
  }) => {
    const visitor = await visit();
    const { page, context, house } = visitor;
    const desktop = await openDesktop(visitor);
    const { workspaceId } = await registerPerson(visitor);
    // What it still loads would be cut off.
    await page.goto(`/w/${workspaceId}`, { waitUntil: 'networkidle' });
    const kept = join(desktop.folder, 'session.sealed');
    await expect.poll(() => existsSync(kept)).toBe(true);
    const [cookie] = (await context.cookies()).filter(({ name }) => name === SESSION_COOKIE);
    const asWhoLeft = async () => {
      const headers = { cookie: `${SESSION_COOKIE}=${cookie?.value}` };
      return (await fetch(`${house.url}/api/trpc/auth.me`, { headers })).status;
    };
    visitor.expectOffline();
    await desktop.goOffline();
    await desktop.shell.calls.signOut(undefined);
    expect(existsSync(kept)).toBe(false);
    expect(await context.cookies()).toEqual([]);
    await expect(asWhoLeft()).resolves.toBe(200);

    await desktop.goOnline();
    await expect(desktop.shell.calls.reconnect(undefined)).resolves.toBe(true);
    await page.waitForURL(/\/sign-in/u);
    await expect(asWhoLeft()).resolves.toBe(401);
  });

  test('the app is signed in by the system’s browser, and listed by its name', async ({
    visit,
  }) => {
    const app = await visit();
    const desktop = await openDesktop(app, { deviceName: 'Annas Laptop' });
    await app.page.goto('/sign-in');
    await valueOf(app.page, 'signInByBrowser');
    const [address = ''] = desktop.opened;

    const browser = await visit();
    const { page } = browser;
    const person = await registerPerson(browser);
    await call(browser, 'auth.logout', undefined);
    // Who is not signed in there either does so first, and is led back.
    await page.goto(address);
    await fillSignIn(page, person);
    await page.getByText(fill(en.auth.desktopQuestion, { name: 'Annas Laptop' })).waitFor();
    await page.getByRole('button', { name: en.auth.desktopApprove }).click();
    const open = page.getByRole('link', { name: en.auth.desktopOpen });
    const link = parseDeepLink((await open.getAttribute('href')) ?? '');
    if (link === null) throw new Error('The browser hands over no deep link.');

    await desktop.shell.follow(link);
    await app.page.waitForURL(/\/w\/[\w-]+$/u);
    await page.goto('/account/sessions');
    await page.getByText('Geko on Annas Laptop').waitFor();
  });

  test.for(widths)(
    'at %i px its door has the browser, a licence and a password',
    async (width, { visit }) => {
      const visitor = await visit({ width });
      const { page } = visitor;
      const desktop = await openDesktop(visitor);
      await page.goto('/sign-in');
      await seen(page.getByRole('button', { name: en.auth.inBrowser }));
      const licence = page.getByRole('link', { name: en.auth.byLicence });
      const { deviceId: device, deviceName: name } = await valueOf(page, 'getInfo');
      await expect
        .poll(() => licence.getAttribute('href'))
        .toBe(`/desktop/licence?${new URLSearchParams({ device, name }).toString()}`);
      await inspect(visitor, 'desktop-door');
      await licence.click();
      await seen(page.getByRole('heading', { name: en.auth.licenceTitle }));
      expect(desktop.opened).toEqual([]);
    },
  );

  test('no other origin, no frame and no bad input reaches the machine', async ({ visit }) => {
    const visitor = await visit();
    const { page } = visitor;
    await openDesktop(visitor);
    const refused = { failure: { code: 'refused', message: 'This page may not ask the app.' } };
    const raw = (frame: Page | ReturnType<Page['mainFrame']>, channel: string) =>
      frame.evaluate(
        (to) =>
          (window as unknown as { gekoInvoke: (to: string) => Promise<unknown> }).gekoInvoke(to),
        channel,
      );

    await page.goto('/sign-in');
    await expect(ask(page, 'getInfo')).resolves.toHaveProperty('value');
    await page.evaluate(() => {
      const frame = document.createElement('iframe');
      frame.src = 'about:blank';
      document.body.append(frame);
    });
    const framed = page.frames().find((frame) => frame.parentFrame() !== null);
    if (framed === undefined) throw new Error('There is no frame.');
    expect(await framed.evaluate(() => 'gekoDesktop' in window)).toBe(false);

    await page.route('https://hostile.test/', (route) =>
      route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>Hostile</p>' }),
    );
    for (const call of Object.keys(desktopCalls) as DesktopCall[]) {
      expect(await raw(framed, callChannel(call)), call).toEqual(refused);
    }
    await page.goto('https://hostile.test/');
    for (const call of Object.keys(desktopCalls) as DesktopCall[]) {
      expect(await raw(page, callChannel(call)), call).toEqual(refused);
    }
  });

  test('a link from outside and a press on a notice lead to their page', async ({ visit }) => {
    const visitor = await visit();
    const { page } = visitor;
    const desktop = await openDesktop(visitor);
    const { workspaceId } = await registerPerson(visitor);
    await page.goto(`/w/${workspaceId}`);
    await listen(page);
    await desktop.shell.follow({ kind: 'open', path: `/w/${workspaceId}` });
    await valueOf(page, 'notify', { title: 'Done', body: '', path: `/w/${workspaceId}/c/1` });
    desktop.notices[0]?.press();
    await expect
      .poll(async () => await heard(page))
      .toEqual([
        ['opened', { path: `/w/${workspaceId}` }],
        ['opened', { path: `/w/${workspaceId}/c/1` }],
      ]);
    await valueOf(page, 'setBadge', 3);
    expect(desktop.badge()).toBe(3);
  });
});
