import { hostname } from 'node:os';
import { join } from 'node:path';
import {
  app,
  autoUpdater,
  ipcMain,
  Menu,
  protocol,
  safeStorage,
  session as sessions,
  shell as system,
  Tray,
  utilityProcess,
  dialog,
} from 'electron';
import updater from 'electron-updater';
import { desktopAgent } from '@geko/contracts/desktop-agent';
import { openLocalModels } from '@geko/local-models/open-local-models';
import { readModelList } from '@geko/local-models/read-model-list';
import { readDevEnv } from '../env.ts';
import { buildFacts } from './build-facts.ts';
import { answerBundled } from './bundled-pages.ts';
import { DEEP_LINK_SCHEME, linkOfArguments, parseDeepLink } from './deep-link.ts';
import { deviceName, getDeviceId, platformOf } from './device.ts';
import { guardContents, guardSession } from './guards.ts';
import { answerCalls } from './ipc.ts';
import { menuTemplate, trayTemplate } from './menu.ts';
import { openView } from './open-view.ts';
import { watchLoads } from './page-watch.ts';
import { openShell, type Shell } from './shell.ts';
import { mayUpdate, noUpdates, watchUpdates } from './updates.ts';
import { BUNDLED_SCHEME, isAppUrl, isBundledUrl, OFFLINE_URL } from './url-rules.ts';
import { utilityEngine } from './utility-engine.ts';
import { openWindow } from './window.ts';

/** Without "persist:", so that pages and their cookies are in memory only. */
const PARTITION = 'geko';
/** Of no page: sessions that have left are ended with it. */
const LEAVING_PARTITION = 'geko-leaving';
/** As builder-config.ts has it. */
const APP_ID = 'app.geko.desktop';
const OLLAMA_URL = 'http://127.0.0.1:11434';

/** The bundle lies in dist/app/main. */
const bundled = (...path: string[]) => join(import.meta.dirname, '..', ...path);

const onError = (error: unknown): void => {
  // To the system's console, for whoever started the app from there; there is no log file.
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
};

type Settings = { origin: string; folder: string; modelList: string | null };

/** A packaged app goes to the server it was built for, and to no other; the environment says nothing to it. */
function settle(): Settings {
  const folder = app.getPath('userData');
  if (app.isPackaged) {
    const { origin } = buildFacts();
    if (origin === null) throw new Error('This app was built for no server (GEKO_URL).');
    return { origin, folder, modelList: null };
  }
  const dev = readDevEnv();
  const origin = buildFacts().origin ?? dev.origin;
  if (origin === null) throw new Error('Say which server to go to: GEKO_URL=http://localhost:3000');
  if (dev.folder !== null) app.setPath('userData', dev.folder);
  return { origin, folder: dev.folder ?? folder, modelList: dev.modelList };
}

async function run({ origin, folder, modelList }: Settings): Promise<void> {
  let shell: Shell | null = null;
  const follow = (text: string | null) => {
    const link = text === null ? null : parseDeepLink(text);
    if (link !== null) shell?.follow(link).catch(onError);
  };
  let pressed = linkOfArguments(process.argv);
  app.on('open-url', (event, url) => {
    event.preventDefault();
    if (shell === null) pressed = url;
    else follow(url);
  });
  // What is not packaged is Electron with a folder behind it.
  if (app.isPackaged) app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME);
  else app.setAsDefaultProtocolClient(DEEP_LINK_SCHEME, process.execPath, [bundled()]);
  // Without it Windows shows no notices.
  app.setAppUserModelId(APP_ID);
  await app.whenReady();

  const pages = sessions.fromPartition(PARTITION);
  guardSession(pages, { origin });
  const machine = deviceName(hostname());
  pages.setUserAgent(`${desktopAgent(machine)} ${pages.getUserAgent()}`);
  pages.protocol.handle(BUNDLED_SCHEME, ({ url }) => answerBundled(bundled('offline'), url));
  app.on('web-contents-created', (_, contents) =>
    guardContents(contents, {
      origin,
      openExternal: (url) => void system.openExternal(url).catch(onError),
    }),
  );

  const icon = bundled('icons', 'icon.png');
  const window = await openWindow({
    folder,
    preload: bundled('preload', 'index.cjs'),
    partition: PARTITION,
    icon,
    isPackaged: app.isPackaged,
    onError,
  });
  const view = openView({ window, origin, app, system, icon });
  const { version, update } = buildFacts();
  const platform = platformOf(process.platform);
  const updates =
    app.isPackaged && mayUpdate(platform, update)
      ? watchUpdates(updater.autoUpdater, {
          onChange: (state) => view.tell('updateChanged', state),
          onError,
        })
      : noUpdates;
  const leaving = sessions.fromPartition(LEAVING_PARTITION);
  const running = await openShell({
    origin,
    info: {
      version,
      platform,
      deviceId: await getDeviceId(folder),
      deviceName: machine,
    },
    folder,
    models: openLocalModels({
      folder: join(folder, 'models'),
      ollamaUrl: OLLAMA_URL,
      memoryCapBytes: null,
      start: utilityEngine({
        fork: utilityProcess.fork.bind(utilityProcess),
        entry: bundled('engine', 'index.js'),
        kill: (pid) => process.kill(pid, 'SIGKILL'),
      }),
      now: () => performance.now(),
      ...(modelList !== null && { facts: await readModelList(modelList) }),
    }),
    jar: pages.cookies,
    vault: safeStorage,
    fetch: pages.fetch.bind(pages),
    leaving: { jar: leaving.cookies, fetch: leaving.fetch.bind(leaving) },
    view,
    updates,
    now: () => new Date(),
    onError,
  });
  shell = running;
  answerCalls(ipcMain, running.calls, {
    isOurs: (sender) => sender === window.webContents,
    isTrustedUrl: (url) => isAppUrl(url, origin) || isBundledUrl(url),
    onError,
  });
  watchLoads(window.webContents, {
    origin,
    onAway(path) {
      running.wentAway(path);
      window.webContents.loadURL(OFFLINE_URL).catch(onError);
    },
  });

  const menu = {
    isMac: platform === 'darwin',
    isPackaged: app.isPackaged,
    show: () => view.show(),
    byLicence: () => running.signInByLicence(),
    quit: () => app.quit(),
  };
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(menu)));
  const tray = new Tray(bundled('icons', 'tray.png'));
  tray.setToolTip('Geko');
  tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(menu)));
  tray.on('click', menu.show);

  app.on('second-instance', (_, args) => {
    view.show();
    follow(linkOfArguments(args));
  });
  app.on('activate', menu.show);
  let isQuitting = false;
  let isUpdating = false;
  // A restart for an update closes the windows first, and says that it quits when they are gone.
  autoUpdater.on('before-quit-for-update', () => {
    isUpdating = true;
  });
  // The window hides, so that models go on with what they do; quitting is said by the menu, the tray or the system.
  window.on('close', (event) => {
    if (isQuitting || isUpdating) return;
    event.preventDefault();
    window.hide();
  });
  app.on('before-quit', (event) => {
    if (isQuitting) return;
    event.preventDefault();
    isQuitting = true;
    void running
      .close()
      .catch(onError)
      .finally(() => app.quit());
  });
  if (!running.canKeepSession) {
    onError('This system has no keychain: people sign in at each start of the app.');
  }
  await running.start(pressed === null ? null : parseDeepLink(pressed));
}

// Before anything is ready, or pages of this scheme would be strangers to each other.
protocol.registerSchemesAsPrivileged([
  { scheme: BUNDLED_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: false } },
]);
app.enableSandbox();

async function start(): Promise<void> {
  try {
    const settings = settle();
    // Of one folder there is one app; the other one hands its link over.
    if (!app.requestSingleInstanceLock()) return app.quit();
    await run(settings);
  } catch (error) {
    onError(error);
    dialog.showErrorBox('Geko cannot start', error instanceof Error ? error.message : 'Unknown');
    app.exit(1);
  }
}
void start();
