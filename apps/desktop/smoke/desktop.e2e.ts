import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { DesktopBridge, DesktopProfile } from '@geko/contracts/desktop';
import { serveFile } from '@geko/local-models/testing/file-server';
import { tinyFacts } from '@geko/local-models/testing/tiny-facts';
import { makeTinyModel, TINY_WORDS } from '@geko/local-models/testing/tiny-model';
import { appManifest } from '../src/build/app-manifest.ts';
import { bundleApp } from '../src/build/bundle.ts';
import { electronProgram } from '../src/build/electron-program.ts';
import { turnRequest } from '../src/testing/turn-request.ts';

const hasElectron = (process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? '') !== '';
if (!hasElectron) {
  process.stderr.write(
    '\nSKIPPED: the desktop app in real Electron; ELECTRON_OVERRIDE_DIST_PATH names none\n',
  );
}

type WithBridge = Window & { gekoDesktop: DesktopBridge };

/** Builds the app beside its packages and starts it, for the installation of the tests. */
async function launch(folder: string, modelList: string): Promise<ElectronApplication> {
  const { url: origin } = inject('house');
  const app = join(import.meta.dirname, '..', 'dist', 'smoke');
  onTestFinished(() => rm(app, { recursive: true, force: true }));
  const { platform, arch } = process;
  await bundleApp({
    folder: app,
    facts: { origin, update: { url: null, publisher: null } },
    manifest: appManifest({ platform, arch, homepage: origin }),
  });
  const electron = await _electron.launch({
    executablePath: electronProgram(process.env),
    args: [app],
    env: { ...process.env, GEKO_DESKTOP_DIR: folder, GEKO_LOCAL_LIST: modelList },
  });
  return electron;
}

/** The window with the app's pages, beside which a splash may be open. */
async function mainPage(electron: ElectronApplication, origin: string): Promise<Page> {
  const isMain = (page: Page) => page.url().startsWith(origin);
  await expect.poll(() => electron.windows().some(isMain), { timeout: 30_000 }).toBe(true);
  const page = electron.windows().find(isMain);
  if (page === undefined) throw new Error('There is no window.');
  return page;
}

test.skipIf(!hasElectron)(
  'in real Electron: start, sign in, chat locally, deep link, quit',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'geko-smoke-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const bytes = makeTinyModel();
    const files = await serveFile(bytes);
    onTestFinished(() => files.close());
    const list = join(folder, 'models.json');
    await writeFile(list, JSON.stringify([tinyFacts({ bytes, url: files.url })]));

    const { url: origin, accounts } = inject('house');
    const electron = await launch(folder, list);
    onTestFinished(() => electron.close());
    const page = await mainPage(electron, origin);
    await page.waitForURL(/\/sign-in/u);
    expect(await page.evaluate(() => typeof (globalThis as { require?: unknown }).require)).toBe(
      'undefined',
    );
    await page.locator('input[name=email]').fill(accounts.owner.email);
    await page.locator('input[name=password]').fill(accounts.owner.password);
    await page.locator('button[type=submit]').click();
    await page.waitForURL(/\/w\/[\w-]+/u);

    // The person's own, as the page tells the shell of them too.
    const userId = await page.evaluate(async () => {
      const answer = await fetch('/api/trpc/auth.me');
      const { result } = (await answer.json()) as { result: { data: { json: { id: string } } } };
      return result.data.json.id;
    });
    const workspaceId = /\/w\/([\w-]+)/u.exec(page.url())?.[1] ?? '';
    const turn = turnRequest({ userId, workspaceId });
    const profile: DesktopProfile = {
      userId,
      name: 'Owner',
      workspaces: [{ id: workspaceId, slug: 'a', name: 'A', mayUseLocalModels: true }],
    };
    await page.evaluate(async (told) => {
      const { gekoDesktop } = window as unknown as WithBridge;
      await gekoDesktop.tellProfile(told);
      await gekoDesktop.installModel({ id: 'tiny' });
    }, profile);
    const models = () =>
      page.evaluate(() => (window as unknown as WithBridge).gekoDesktop.listModels(undefined));
    await expect
      .poll(models, { timeout: 30_000 })
      .toMatchObject({ value: [{ id: 'tiny', status: { state: 'ready' } }] });
    const answered = page.evaluate(
      (asked) =>
        new Promise((resolve) => {
          const { gekoDesktop } = window as unknown as WithBridge;
          gekoDesktop.on('turnEnd', resolve);
          void gekoDesktop.startTurn(asked);
        }),
      turn,
    );
    await expect(answered).resolves.toMatchObject({
      turnId: turn.turnId,
      end: { error: null },
      answer: expect.stringContaining(TINY_WORDS.at(-1) ?? '') as string,
    });

    const opened = page.evaluate(
      () =>
        new Promise((resolve) => {
          (window as unknown as WithBridge).gekoDesktop.on('opened', resolve);
        }),
    );
    await electron.evaluate(({ app }) => {
      app.emit('second-instance', {}, ['geko', 'geko://open/w/acme']);
    });
    await expect(opened).resolves.toEqual({ path: '/w/acme' });

    const closed = electron.waitForEvent('close');
    await electron.evaluate(({ app }) => app.quit()).catch(() => undefined);
    await closed;
  },
);
