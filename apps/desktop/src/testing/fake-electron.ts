import { EventEmitter } from 'node:events';
import { fakeJar, type FakeJar } from './fake-jar.ts';
import { fakePort, type FakePort } from './fake-port.ts';
import { fakeVault } from './fake-vault.ts';

type Handler = (...told: never[]) => unknown;

/** A page's content: what was loaded, sent and hung on it. */
export class FakeContents extends EventEmitter {
  url = '';
  readonly loaded: string[] = [];
  readonly sent: [string, unknown][] = [];
  openHandler: ((details: { url: string }) => { action: string }) | null = null;
  readonly session: FakeSession;

  constructor(session: FakeSession) {
    super();
    this.session = session;
  }
  getURL = () => this.url;
  isLoadingMainFrame = () => false;
  setWindowOpenHandler = (handler: typeof this.openHandler) => (this.openHandler = handler);
  send = (channel: string, payload: unknown) => this.sent.push([channel, payload]);
  loadURL = (url: string) => {
    this.url = url;
    this.loaded.push(url);
    return Promise.resolve();
  };
}

export class FakeSession extends EventEmitter {
  readonly cookies: FakeJar = fakeJar();
  readonly handlers = new Map<string, Handler>();
  agent = 'Mozilla/5.0 Electron/45.4.1';
  cleared = 0;
  protocol = { handle: (scheme: string, handler: Handler) => this.handlers.set(scheme, handler) };
  fetch = () => Promise.resolve(new Response('{}'));
  getUserAgent = () => this.agent;
  setUserAgent = (agent: string) => (this.agent = agent);
  setPermissionRequestHandler = (handler: Handler) => this.handlers.set('request', handler);
  setPermissionCheckHandler = (handler: Handler) => this.handlers.set('check', handler);
  setDevicePermissionHandler = (handler: Handler) => this.handlers.set('device', handler);
  clearStorageData = () => Promise.resolve(void (this.cleared += 1));
  clearCache = () => Promise.resolve();
  clearAuthCache = () => Promise.resolve();
}

export type FakeWindow = EventEmitter & {
  options: { webPreferences?: { preload?: string; partition?: string } };
  webContents: FakeContents;
  calls: string[];
};

const area = { x: 0, y: 0, width: 1440, height: 900 };

/** All of Electron that the main process uses, in memory. folder: its userData. */
export function fakeElectron({
  folder,
  isPackaged = true,
  isFirst = true,
}: {
  folder: string;
  isPackaged?: boolean;
  /** Whether no other instance runs. */
  isFirst?: boolean;
}) {
  const calls: string[] = [];
  const windows: FakeWindow[] = [];
  const sessions = new Map<string, FakeSession>();
  const opened: string[] = [];
  const port: FakePort = fakePort();
  const app = Object.assign(new EventEmitter(), {
    isPackaged,
    getPath: () => folder,
    requestSingleInstanceLock: () => isFirst,
    setAsDefaultProtocolClient: (scheme: string) => calls.push(`client of ${scheme}`),
    setAppUserModelId: () => undefined,
    enableSandbox: () => calls.push('sandbox'),
    whenReady: () => Promise.resolve(void calls.push('ready')),
    setBadgeCount: (count: number) => calls.push(`badge ${count}`),
    exit: (code: number) => calls.push(`exit ${code}`),
    quit() {
      calls.push('quit');
      let isPrevented = false;
      app.emit('before-quit', { preventDefault: () => (isPrevented = true) });
      if (!isPrevented) calls.push('gone');
    },
  });
  const sessionOf = (partition: string): FakeSession => {
    const known = sessions.get(partition) ?? new FakeSession();
    sessions.set(partition, known);
    return known;
  };
  class BrowserWindow extends EventEmitter implements FakeWindow {
    readonly options: FakeWindow['options'];
    readonly webContents: FakeContents;
    readonly calls: string[] = [];
    constructor(options: FakeWindow['options']) {
      super();
      this.options = options;
      this.webContents = new FakeContents(sessionOf(options.webPreferences?.partition ?? ''));
      windows.push(this);
      app.emit('web-contents-created', {}, this.webContents);
    }
    note = (call: string) => void this.calls.push(call);
    loadURL = (url: string) => this.webContents.loadURL(url);
    show = () => this.note('show');
    hide = () => this.note('hide');
    focus = () => this.note('focus');
    restore = () => this.note('restore');
    maximize = () => this.note('maximize');
    destroy = () => this.note('destroy');
    isMinimized = () => false;
    isMaximized = () => false;
    isDestroyed = () => this.calls.includes('destroy');
    getNormalBounds = () => ({ x: 10, y: 20, width: 900, height: 700 });
  }
  class Notification extends EventEmitter {
    static isSupported = () => true;
    show = () => calls.push('notice');
  }
  class Tray extends EventEmitter {
    setToolTip = () => undefined;
    setContextMenu = () => calls.push('tray');
  }
  const electron = {
    app,
    autoUpdater: new EventEmitter(),
    BrowserWindow,
    Notification,
    Tray,
    ipcMain: port,
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: () => undefined,
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes: { scheme: string }[]) =>
        calls.push(`schemes ${schemes.map(({ scheme }) => scheme).join()}`),
    },
    safeStorage: fakeVault(),
    session: { fromPartition: sessionOf },
    shell: { openExternal: (url: string) => Promise.resolve(void opened.push(url)) },
    screen: {
      getPrimaryDisplay: () => ({ id: 1, workArea: area }),
      getAllDisplays: () => [{ id: 1, workArea: area }],
    },
    utilityProcess: { fork: () => new EventEmitter() },
    dialog: { showErrorBox: (title: string, text: string) => calls.push(`${title}: ${text}`) },
  };
  return { electron, app, calls, windows, sessions, opened, port };
}
