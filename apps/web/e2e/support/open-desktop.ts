import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { DesktopNotice } from '@geko/contracts/desktop';
import { eventChannel } from '@geko/desktop/channels';
import { answerCalls } from '@geko/desktop/main/ipc';
import type { Vault } from '@geko/desktop/main/session';
import { openShell, type Shell, type ShellView } from '@geko/desktop/main/shell';
import { noUpdates, watchUpdates, type Updater } from '@geko/desktop/main/updates';
import { isAppUrl } from '@geko/desktop/main/url-rules';
import { fakePort } from '@geko/desktop/testing/fake-port';
import { fakeVault } from '@geko/desktop/testing/fake-vault';
import { forkEngine } from '@geko/local-models/llama/fork-engine';
import { openLocalModels } from '@geko/local-models/open-local-models';
import { serveFile, type FileServer } from '@geko/local-models/testing/file-server';
import { pacedModels, type Pace } from '@geko/local-models/testing/paced-models';
import { tinyFacts } from '@geko/local-models/testing/tiny-facts';
import { makeTinyModel } from '@geko/local-models/testing/tiny-model';
import { fetchOf, jarOf, leavingOf, runPreload, tellPage } from './electron-stand-in.ts';
import { openOfflinePages } from './offline-pages.ts';
import type { Visitor } from './visitor.ts';

/** Where nothing listens, so that no Ollama of the machine takes part. */
const NO_OLLAMA = 'http://127.0.0.1:1';

export type DesktopOptions = {
  /** The machine's folder; another shell of the same folder is the same machine after a restart. */
  folder?: string;
  vault?: Vault;
  /** Where newer versions come from; else there are none. */
  updater?: Updater;
  deviceName?: string;
  /** What its one model is called by whoever wants it installed; else it is one that nobody knows. */
  modelId?: string;
  /** The most memory that a model may take; else what this machine can spare. */
  memoryCapBytes?: number;
};

/** The desktop app around a visitor's page: the real preload, the real main process' logic, the real engine. */
export type Desktop = {
  shell: Shell;
  folder: string;
  vault: Vault;
  /** Where the tiny model's file comes from; its faults can be set. */
  files: FileServer;
  /** The one model that can be installed, and its name in lists. */
  model: { id: string; name: string };
  /** How far its answers may go. */
  pace: Pace;
  notices: { notice: DesktopNotice; press: () => void }[];
  /** What was opened in the system's browser. */
  opened: string[];
  badge(): number;
  /** Cuts the machine off, and shows what the shell then shows in the place of the page. */
  goOffline(): Promise<void>;
  /** The network is back; the shell finds that out by itself, or by `reconnect`. */
  goOnline(): Promise<void>;
  /** Ends the app as quitting it does. */
  quit(): Promise<void>;
};

/**
 * Makes a visitor's window that of the desktop app. Call it before the first `goto`. Its pages get the bundled preload over a tiny
 * stand-in for Electron; calls go to the real handlers in this process, and models run by llama.cpp in a child process.
 */
export async function openDesktop(
  visitor: Visitor,
  { folder: given, vault = fakeVault(), updater, ...options }: DesktopOptions = {},
): Promise<Desktop> {
  const { page, context, house } = visitor;
  const folder = given ?? mkdtempSync(join(tmpdir(), 'geko-desktop-'));
  const bytes = makeTinyModel();
  const files = await serveFile(bytes);
  const { modelId: id } = options;
  const facts = tinyFacts({ bytes, url: files.url, ...(id !== undefined && { id }) });
  const offline = await openOfflinePages(page);
  const network = { isCut: false };
  const notices: Desktop['notices'] = [];
  const opened: string[] = [];
  let badge = 0;

  // Loads follow each other as in a window of Electron's; one that is cut short is no error.
  const show = (url: string) => void page.goto(url).catch(() => undefined);
  const view: ShellView = {
    load: (path) => show(`${house.url}${path}`),
    isListening: () => isAppUrl(page.url(), house.url),
    tell: (event, payload) => void tellPage(page, eventChannel(event), payload),
    show: () => undefined,
    notify: (notice, press) => void notices.push({ notice, press }),
    setBadge: (count) => void (badge = count),
    openExternal: (url) => void opened.push(url),
    clearPages: () => context.clearCookies(),
  };
  const onError = (error: unknown) => void process.stdout.write(`desktop: ${String(error)}\n`);
  const updates =
    updater === undefined
      ? noUpdates
      : watchUpdates(updater, {
          onChange: (state) => view.tell('updateChanged', state),
          onError,
        });
  const { models, pace } = pacedModels(
    openLocalModels({
      folder: join(folder, 'models'),
      ollamaUrl: NO_OLLAMA,
      memoryCapBytes: options.memoryCapBytes ?? null,
      start: () => forkEngine({ env: {} }),
      now: () => performance.now(),
      threads: 1,
      facts: [facts],
    }),
  );
  const shell = await openShell({
    origin: house.url,
    info: {
      version: '0.1.0',
      platform: 'linux',
      deviceId: `desktop-${folder.split('-').at(-1)}-test`,
      deviceName: options.deviceName ?? 'Test machine',
    },
    folder,
    models,
    jar: jarOf(visitor),
    vault,
    fetch: fetchOf(visitor, network),
    leaving: leavingOf(network),
    view,
    updates,
    now: () => new Date(),
    onError,
  });
  const port = fakePort();
  answerCalls(port, shell.calls, {
    isOurs: (sender) => sender === page,
    isTrustedUrl: (url) => isAppUrl(url, house.url) || isAppUrl(url, new URL(offline.url).origin),
    onError: (error, call) => process.stdout.write(`desktop: ${call}: ${String(error)}\n`),
  });
  await runPreload(page, port);

  let hasQuit = false;
  const quit = async () => {
    if (!hasQuit) await shell.close();
    hasQuit = true;
  };
  onTestFinished(async () => {
    await quit();
    await files.close();
    if (given === undefined) rmSync(folder, { recursive: true, force: true });
  });
  return {
    shell,
    folder,
    vault,
    files,
    model: { id: facts.id, name: facts.name },
    pace,
    notices,
    opened,
    badge: () => badge,
    async goOffline() {
      network.isCut = true;
      await context.route(`${house.url}/**`, (route) => route.abort('internetdisconnected'));
      const { pathname, search } = new URL(page.url());
      shell.wentAway(`${pathname}${search}`);
      await page.goto(offline.url);
    },
    async goOnline() {
      await context.unroute(`${house.url}/**`);
      network.isCut = false;
    },
    quit,
  };
}
