import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { DesktopNotice, DesktopProfile, UpdateState } from '@geko/contracts/desktop';
import { SESSION_COOKIE } from '@geko/contracts/session-cookie';
import { quietModels } from '@geko/local-models/testing/quiet-models';
import { fakeJar, type FakeJar } from '../testing/fake-jar.ts';
import { fakeVault } from '../testing/fake-vault.ts';
import { openShell } from './shell.ts';

const origin = 'https://geko.example';
const TOKEN = 'a'.repeat(40);

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-shell-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

const profileOf = (mayUseLocalModels: boolean): DesktopProfile => ({
  userId: randomUUID(),
  name: 'Anna',
  workspaces: [{ id: randomUUID(), slug: 'a', name: 'A', mayUseLocalModels }],
});

async function open({ vault = fakeVault(), isListening = true } = {}) {
  const seen = {
    loaded: [] as string[],
    told: [] as [string, unknown][],
    notices: [] as { notice: DesktopNotice; press: () => void }[],
    opened: [] as string[],
    asked: [] as { url: string; body: unknown }[],
    /** The token of each session that was ended at the server. */
    ended: [] as string[],
    badges: [] as number[],
    shown: 0,
    cleared: 0,
    restarts: 0,
    errors: [] as unknown[],
  };
  const server = { isAway: false, status: 200, answer: Promise.resolve() };
  const jar = fakeJar();
  const leaving = fakeJar();
  const models = quietModels();
  const installed: string[] = [];
  const update: UpdateState = { state: 'ready', version: '0.2.0' };
  const shell = await openShell({
    origin,
    info: { version: '0.1.0', platform: 'linux', deviceId: 'device-12345', deviceName: 'Laptop' },
    folder,
    models: {
      ...models,
      install: async (id) => {
        await models.install(id);
        installed.push(id);
      },
    },
    jar,
    vault,
    async fetch(url, { body, headers }) {
      if (server.isAway) throw new TypeError('net::ERR_INTERNET_DISCONNECTED');
      seen.asked.push({ url, body: body === undefined ? null : JSON.parse(body as string) });
      // A write shows where it comes from, as the server asks for.
      if (body !== undefined) expect(new Headers(headers).get('origin')).toBe(origin);
      return await Promise.resolve(new Response('{}', { status: server.status }));
    },
    leaving: {
      jar: leaving,
      async fetch(url) {
        if (server.isAway) throw new TypeError('net::ERR_INTERNET_DISCONNECTED');
        expect(url).toBe(`${origin}/api/trpc/auth.logout`);
        await server.answer;
        if (server.status === 200) seen.ended.push(leaving.all.get(SESSION_COOKIE)?.value ?? '');
        return await Promise.resolve(new Response('{}', { status: server.status }));
      },
    },
    view: {
      load: (path) => seen.loaded.push(path),
      isListening: () => isListening,
      tell: (event, payload) => seen.told.push([event, payload]),
      show: () => (seen.shown += 1),
      notify: (notice, press) => seen.notices.push({ notice, press }),
      setBadge: (count) => seen.badges.push(count),
      openExternal: (url) => seen.opened.push(url),
      clearPages: () => Promise.resolve(void (seen.cleared += 1)),
    },
    updates: {
      state: () => update,
      restart: () => (seen.restarts += 1),
      stop: () => undefined,
    },
    now: () => new Date(),
    onError: (error) => seen.errors.push(error),
  });
  onTestFinished(() => shell.close());
  return { shell, seen, jar, leaving, server, installed };
}

test('strangers begin at the door, who was signed in where they were, a link leads to its page', async () => {
  const vault = fakeVault();
  const first = await open({ vault });
  await first.shell.start(null);
  expect(first.seen.loaded).toEqual(['/sign-in']);
  first.jar.change({ name: SESSION_COOKIE, value: TOKEN, domain: 'geko.example' });
  await expect.poll(() => readdir(folder)).toContain('session.sealed');

  const second = await open({ vault });
  await second.shell.start(null);
  expect(second.seen.loaded).toEqual(['/']);
  expect(second.jar.all.get(SESSION_COOKIE)?.value).toBe(TOKEN);

  const third = await open({ vault });
  await third.shell.start({ kind: 'open', path: '/w/acme' });
  expect(third.seen.loaded).toEqual(['/w/acme']);
});

test('signing out ends the session there and wipes all that is the person’s here', async () => {
  const { shell, seen, jar, leaving } = await open();
  await shell.calls.tellProfile(profileOf(true));
  jar.change({ name: SESSION_COOKIE, value: TOKEN, domain: 'geko.example' });
  await expect
    .poll(() => readdir(folder))
    .toEqual(expect.arrayContaining(['profile.json', 'session.sealed']));
  await shell.calls.signOut(undefined);
  expect(seen.ended).toEqual([TOKEN]);
  expect(leaving.all.size).toBe(0);
  expect(await readdir(folder)).toEqual([]);
  await expect(shell.calls.getProfile(undefined)).resolves.toBeNull();
  expect(seen).toMatchObject({ cleared: 1, badges: [0], loaded: ['/sign-in'] });
});

const signIn = async (jar: FakeJar, value: string) => {
  jar.change({ name: SESSION_COOKIE, value, domain: 'geko.example' });
  await expect.poll(() => readdir(folder)).toContain('session.sealed');
};

test('who is offline is signed out here at once, and there as soon as the server is back', async () => {
  const { shell, seen, server, jar } = await open();
  await shell.calls.tellProfile(profileOf(true));
  await signIn(jar, TOKEN);
  server.isAway = true;
  await shell.calls.signOut(undefined);
  expect(await readdir(folder)).toEqual([]);
  expect(seen.errors).toHaveLength(1);
  expect(seen).toMatchObject({ loaded: ['/sign-in'], ended: [] });

  shell.wentAway('/sign-in');
  // Somebody else, whose session is not touched.
  await signIn(jar, 'b'.repeat(40));
  server.isAway = false;
  await expect(shell.calls.reconnect(undefined)).resolves.toBe(true);
  await expect.poll(() => seen.loaded).toHaveLength(2);
  expect(seen.ended).toEqual([TOKEN]);
  expect(await readdir(folder)).toEqual(['session.sealed']);
});

test('a sign-out that the server did not get is tried again by itself; one that is over there is not', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const { shell, seen, server, jar } = await open();
  jar.change({ name: SESSION_COOKIE, value: TOKEN, domain: 'geko.example' });
  server.status = 503;
  await shell.calls.signOut(undefined);
  server.status = 200;
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.waitFor(() => expect(seen.ended).toEqual([TOKEN]));

  const other = 'c'.repeat(40);
  jar.change({ name: SESSION_COOKIE, value: other, domain: 'geko.example' });
  server.status = 401;
  await shell.calls.signOut(undefined);
  server.status = 200;
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen.ended).toEqual([TOKEN]);
});

test('while the server does not answer, nothing of the session is left on the disk', async () => {
  const { shell, seen, server, jar } = await open();
  await signIn(jar, TOKEN);
  const answer = Promise.withResolvers<void>();
  server.answer = answer.promise;
  const signedOut = shell.calls.signOut(undefined);
  await expect.poll(() => seen.loaded).toEqual(['/sign-in']);
  expect(await readdir(folder)).toEqual([]);
  answer.resolve();
  await signedOut;
  expect(seen.ended).toEqual([TOKEN]);
});

test('the browser’s answer signs in; a forged one does nothing', async () => {
  const { shell, seen } = await open();
  await shell.calls.signInByBrowser(undefined);
  const state = new URL(seen.opened[0] ?? '').searchParams.get('state') ?? '';
  const code = 'c'.repeat(43);
  await shell.follow({ kind: 'sign-in', code, state: 'x'.repeat(43) });
  expect(seen.asked).toEqual([]);
  expect(seen.loaded).toEqual([]);
  await shell.follow({ kind: 'sign-in', code, state });
  expect(seen.asked.map(({ url }) => url)).toEqual([`${origin}/api/trpc/auth.signInDesktop`]);
  expect(seen.loaded).toEqual(['/']);
});

test('a code that the server refuses leaves the person where they are', async () => {
  const { shell, seen, server } = await open();
  await shell.calls.signInByBrowser(undefined);
  const state = new URL(seen.opened[0] ?? '').searchParams.get('state') ?? '';
  server.status = 404;
  const signIn = shell.follow({ kind: 'sign-in', code: 'c'.repeat(43), state });
  await expect(signIn).rejects.toThrow('404');
  expect(seen.loaded).toEqual([]);
});

test('a link and a pressed notice lead to their page: by the page, or anew where none listens', async () => {
  const here = await open();
  await here.shell.follow({ kind: 'open', path: '/w/acme' });
  await here.shell.calls.notify({ title: 'Done', body: '', path: '/w/acme/c/1' });
  here.seen.notices[0]?.press();
  expect(here.seen.told).toEqual([
    ['opened', { path: '/w/acme' }],
    ['opened', { path: '/w/acme/c/1' }],
  ]);
  expect(here.seen).toMatchObject({ shown: 2, loaded: [] });

  const away = await open({ isListening: false });
  await away.shell.follow({ kind: 'open', path: '/w/acme' });
  expect(away.seen).toMatchObject({ told: [], loaded: ['/w/acme'], shown: 1 });
});

test('models are installed where a workspace allows it, and unknown ones are refused', async () => {
  const { shell, installed } = await open();
  const install = (id: string) => shell.calls.installModel({ id });
  await expect(install('unknown')).rejects.toMatchObject({ code: 'unknown_model' });
  await expect(install('tiny')).resolves.toBeUndefined();
  await expect.poll(() => installed).toEqual(['tiny']);
  await shell.calls.tellProfile(profileOf(false));
  await expect(install('tiny')).rejects.toMatchObject({ code: 'refused' });
  await shell.calls.tellProfile(profileOf(true));
  await expect(install('tiny')).resolves.toBeUndefined();
});

test('the way back from being away leads to where the person was', async () => {
  const { shell, seen, server } = await open();
  server.isAway = true;
  shell.wentAway('/w/acme/c/1');
  await expect(shell.calls.reconnect(undefined)).resolves.toBe(false);
  expect(seen.loaded).toEqual([]);
  server.isAway = false;
  await expect(shell.calls.reconnect(undefined)).resolves.toBe(true);
  expect(seen.loaded).toEqual(['/w/acme/c/1']);
});

test('a server that answers with a fault is not back', async () => {
  const { shell, server } = await open();
  server.status = 503;
  await expect(shell.calls.reconnect(undefined)).resolves.toBe(false);
});

test('the update and the badge are passed on', async () => {
  const { shell, seen } = await open();
  await expect(shell.calls.getUpdate(undefined)).resolves.toEqual({
    state: 'ready',
    version: '0.2.0',
  });
  await shell.calls.restartToUpdate(undefined);
  await shell.calls.setBadge(4);
  expect(seen).toMatchObject({ restarts: 1, badges: [4] });
});

test('who signs in by a licence is led to a page that knows the machine', async () => {
  const { shell, seen } = await open();
  shell.signInByLicence();
  expect(seen.loaded).toEqual(['/desktop/licence?device=device-12345&name=Laptop']);
  expect(seen.shown).toBe(1);
});
