import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { desktopCalls } from '@geko/contracts/desktop';
import { readDesktopAgent } from '@geko/contracts/desktop-agent';
import { bundleMain } from '../build/bundle.ts';
import type { BuildFacts } from '../env.ts';
import { callChannel } from '../channels.ts';
import { fakeElectron } from '../testing/fake-electron.ts';

const origin = 'https://geko.example';
const facts: BuildFacts = { origin, update: { url: null, publisher: null } };

/** The main process as it is shipped; and as it would be, had nobody said for which server. */
let main: string;
let homeless: string;
beforeAll(async () => {
  main = await bundleMain({ facts, version: '0.1.0' });
  homeless = await bundleMain({ facts: { ...facts, origin: null }, version: '0.1.0' });
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'geko-main-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
});

/** Runs the bundle with everything of Electron in memory, until its first page is asked for. */
async function start(code = main, over: { isFirst?: boolean } = {}) {
  const fake = fakeElectron({ folder, ...over });
  const node = createRequire(import.meta.url);
  const require = (name: string): unknown => (name === 'electron' ? fake.electron : node(name));
  const names = ['require', 'module', 'exports', '__dirname'];
  const run = compileFunction(code, names) as (...given: unknown[]) => void;
  run(require, { exports: {} }, {}, join(folder, 'app', 'main'));
  const loaded = () => fake.windows[0]?.webContents.loaded ?? [];
  if (over.isFirst !== false && code === main) await expect.poll(() => loaded().length).toBe(1);
  const ended = () => expect.poll(() => fake.calls).toContain('gone');
  const [window, splash] = fake.windows;
  return { ...fake, window, splash, loaded, ended };
}

test('it is one instance in a sandbox; its scheme is known before anything is ready', async () => {
  const { calls, app, ended } = await start();
  expect(calls.slice(0, 4)).toEqual(['schemes geko-app', 'sandbox', 'client of geko', 'ready']);
  app.quit();
  await ended();
});

test('a second instance hands over its link and goes', async () => {
  const second = await start(main, { isFirst: false });
  expect(second.calls).toEqual(['schemes geko-app', 'sandbox', 'quit', 'gone']);
  expect(second.windows).toEqual([]);

  const { app, window, ended } = await start();
  app.emit('second-instance', {}, ['geko', 'geko://open/w/acme']);
  expect(window?.webContents.sent).toEqual([['geko-event:opened', { path: '/w/acme' }]]);
  app.emit('second-instance', {}, ['geko', 'geko://open/admin']);
  app.emit('open-url', { preventDefault: () => undefined }, 'geko://open/w/other');
  expect(window?.webContents.sent).toHaveLength(2);
  expect(window?.calls).toContain('focus');
  app.quit();
  await ended();
});

test('a packaged app without a server does not start, whatever the environment says', async () => {
  process.env['GEKO_URL'] = 'http://localhost:3000';
  onTestFinished(() => void delete process.env['GEKO_URL']);
  const { calls, windows } = await start(homeless);
  await expect.poll(() => calls.at(-1)).toBe('exit 1');
  expect(calls.at(-2)).toBe('Geko cannot start: This app was built for no server (GEKO_URL).');
  expect(windows).toEqual([]);
});

test('the window has the preload and forgets its cookies; strangers begin at the door', async () => {
  const { app, calls, window, splash, loaded, sessions, ended } = await start();
  expect(calls).toContain('tray');
  expect(window?.options.webPreferences).toMatchObject({
    preload: join(folder, 'app', 'preload', 'index.cjs'),
    partition: 'geko',
    sandbox: true,
  });
  // The second one has no window: sessions that have left are ended by it.
  expect([...sessions.keys()]).toEqual(['geko', 'geko-leaving']);
  expect(loaded()).toEqual([`${origin}/sign-in`]);
  expect(splash?.webContents.loaded).toEqual(['geko-app://offline/splash.html']);
  window?.emit('ready-to-show');
  expect(splash?.calls).toEqual(['destroy']);
  expect(window?.calls).toEqual(['show']);
  expect(readDesktopAgent(sessions.get('geko')?.agent ?? '')).not.toBeNull();
  app.quit();
  await ended();
});

test('every page is guarded, and every permission asked for', async () => {
  const { app, window, splash, sessions, opened, ended } = await start();
  for (const contents of [window?.webContents, splash?.webContents]) {
    let isPrevented = false;
    const preventDefault = () => (isPrevented = true);
    contents?.emit('will-navigate', {
      url: 'https://evil.test/',
      isMainFrame: true,
      preventDefault,
    });
    expect(isPrevented).toBe(true);
    expect(contents?.openHandler?.({ url: 'file:///etc/passwd' })).toEqual({ action: 'deny' });
  }
  expect(opened).toEqual(['https://evil.test/', 'https://evil.test/']);
  const { handlers } = sessions.get('geko') ?? {};
  expect([...(handlers?.keys() ?? [])].toSorted()).toEqual([
    'check',
    'device',
    'geko-app',
    'request',
  ]);
  app.quit();
  await ended();
});

test('every call is answered: to its own window on its own pages, and to nobody else', async () => {
  const { app, port, window, splash, ended } = await start();
  expect(port.channels()).toHaveLength(Object.keys(desktopCalls).length);
  const page = (url: string) => ({ url, parent: null });
  const sender = window?.webContents;
  await expect(
    port.ask('getInfo', { sender, senderFrame: page(`${origin}/w/a`) }),
  ).resolves.toMatchObject({ value: { version: '0.1.0' } });
  for (const event of [
    { sender, senderFrame: page('https://evil.test/') },
    { sender: splash?.webContents, senderFrame: page('geko-app://offline/splash.html') },
  ]) {
    const answer = await port.send(callChannel('getInfo'), event);
    expect(answer).toMatchObject({ failure: { code: 'refused' } });
  }
  app.quit();
  await ended();
});

test('a page that cannot be had gives way to the one that comes with the app', async () => {
  const { app, window, loaded, ended } = await start();
  window?.webContents.emit('did-fail-load', {}, -106, 'x', `${origin}/w/acme`, true);
  expect(loaded().at(-1)).toBe('geko-app://offline/index.html');
  // The server answers, so that the next look leads back.
  await expect.poll(() => loaded().at(-1), { timeout: 3_000 }).toBe(`${origin}/w/acme`);
  app.quit();
  await ended();
});

test('closing hides the window; quitting ends what runs, then goes', async () => {
  const { app, window, calls, ended } = await start();
  let isPrevented = false;
  window?.emit('close', { preventDefault: () => (isPrevented = true) });
  expect(isPrevented).toBe(true);
  expect(window?.calls).toEqual(['hide']);
  app.quit();
  expect(calls).not.toContain('gone');
  await ended();
  isPrevented = false;
  window?.emit('close', { preventDefault: () => (isPrevented = true) });
  expect(isPrevented).toBe(false);
});

test('a restart for an update closes the window, which would only hide else, and ends what runs', async () => {
  const { app, electron, window, calls, ended } = await start();
  electron.autoUpdater.emit('before-quit-for-update');
  let isPrevented = false;
  window?.emit('close', { preventDefault: () => (isPrevented = true) });
  expect(isPrevented).toBe(false);
  expect(window?.calls).toEqual([]);
  app.quit();
  expect(calls).not.toContain('gone');
  await ended();
});
