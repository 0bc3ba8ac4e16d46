import { expect, test } from 'vitest';
import {
  guardContents,
  guardSession,
  type GuardedContents,
  type GuardedSession,
} from './guards.ts';

const origin = 'https://geko.example';

type Listener = (event: object, ...more: unknown[]) => void;

function openContents() {
  const listeners = new Map<string, Listener>();
  const opened: string[] = [];
  let openHandler: Parameters<GuardedContents['setWindowOpenHandler']>[0] | undefined;
  const contents = {
    on: (event: string, listener: Listener) => listeners.set(event, listener),
    setWindowOpenHandler: (handler: typeof openHandler) => void (openHandler = handler),
  } as unknown as GuardedContents;
  guardContents(contents, { origin, openExternal: (url) => opened.push(url) });
  /** Whether an event goes on. */
  const passes = (event: string, details: object = {}): boolean => {
    let isPrevented = false;
    const listener = listeners.get(event);
    if (listener === undefined) throw new Error(`nobody listens to ${event}`);
    listener({ ...details, preventDefault: () => (isPrevented = true) });
    return !isPrevented;
  };
  const openWindow = (url: string) => openHandler?.({ url } as never);
  return { opened, passes, openWindow };
}

test('a page goes to pages of the app; links to elsewhere open in the browser', () => {
  const { passes, opened } = openContents();
  const goes = (url: string) => passes('will-navigate', { url, isMainFrame: true });
  expect(goes('https://geko.example/w/acme')).toBe(true);
  expect(goes('geko-app://offline/index.html')).toBe(true);
  expect(opened).toEqual([]);
  expect(goes('https://example.com/')).toBe(false);
  expect(goes('http://geko.example/')).toBe(false);
  expect(goes('file:///etc/passwd')).toBe(false);
  expect(goes('javascript:alert(1)')).toBe(false);
  expect(opened).toEqual(['https://example.com/']);
});

test('redirects stay as well, and open nothing', () => {
  const { passes, opened } = openContents();
  const goes = (url: string) => passes('will-redirect', { url, isMainFrame: true });
  expect(goes('https://geko.example/sign-in')).toBe(true);
  expect(goes('https://evil.test/')).toBe(false);
  expect(goes('file:///etc/passwd')).toBe(false);
  expect(opened).toEqual([]);
});

test('frames hold pages of the app only', () => {
  const { passes, opened } = openContents();
  const goes = (url: string, isMainFrame: boolean) =>
    passes('will-frame-navigate', { url, isMainFrame });
  expect(goes('https://evil.test/', false)).toBe(false);
  expect(goes('https://geko.example/', false)).toBe(true);
  // Of the main frame it is will-navigate that decides, which opens the browser.
  expect(goes('https://example.com/', true)).toBe(true);
  expect(opened).toEqual([]);
});

test('no window and no web view opens', () => {
  const { passes, openWindow, opened } = openContents();
  expect(passes('will-attach-webview')).toBe(false);
  for (const url of ['https://example.com/', 'https://geko.example/', 'about:blank', 'file:///a']) {
    expect(openWindow(url)).toEqual({ action: 'deny' });
  }
  expect(opened).toEqual(['https://example.com/', 'https://geko.example/']);
});

/** What Electron asks for, those that it may add tomorrow included. */
const permissions = [
  'clipboard-read',
  'clipboard-sanitized-write',
  'deprecated-sync-clipboard-read',
  'display-capture',
  'fileSystem',
  'fullscreen',
  'geolocation',
  'hid',
  'idle-detection',
  'keyboardLock',
  'local-network-access',
  'media',
  'mediaKeySystem',
  'midi',
  'midiSysex',
  'notifications',
  'openExternal',
  'pointerLock',
  'screen-wake-lock',
  'serial',
  'speaker-selection',
  'storage-access',
  'usb',
  'window-management',
  'unknown',
  'unheard-of',
];

function openSession() {
  const seen: { [K in keyof GuardedSession]?: Parameters<GuardedSession[K]>[0] } = {};
  let download: Parameters<GuardedSession['on']>[1] | undefined;
  const session: GuardedSession = {
    setPermissionRequestHandler: (handler) => void (seen.setPermissionRequestHandler = handler),
    setPermissionCheckHandler: (handler) => void (seen.setPermissionCheckHandler = handler),
    setDevicePermissionHandler: (handler) => void (seen.setDevicePermissionHandler = handler),
    on: (_, listener) => (download = listener),
  };
  guardSession(session, { origin });
  const asked = (permission: string, requestingUrl: string, isMainFrame = true): boolean => {
    let answer: boolean | undefined;
    seen.setPermissionRequestHandler?.({}, permission, (isGranted) => (answer = isGranted), {
      isMainFrame,
      requestingUrl,
    });
    if (answer === undefined) throw new Error('not answered');
    return answer;
  };
  const checked = (permission: string, requestingOrigin: string, isMainFrame = true) =>
    seen.setPermissionCheckHandler?.(null, permission, requestingOrigin, { isMainFrame });
  const downloads = (url: string): boolean => {
    let isPrevented = false;
    download?.({ preventDefault: () => (isPrevented = true) }, { getURL: () => url });
    return !isPrevented;
  };
  return { asked, checked, downloads, device: () => seen.setDevicePermissionHandler?.() };
}

test('of all permissions two are granted, to pages of the app', () => {
  const { asked, checked, device } = openSession();
  const granted = ['clipboard-sanitized-write', 'notifications'];
  expect(permissions.filter((name) => asked(name, `${origin}/w/acme`))).toEqual(granted);
  expect(permissions.filter((name) => checked(name, origin))).toEqual(granted);
  for (const name of permissions) {
    expect(asked(name, 'https://evil.test/')).toBe(false);
    expect(asked(name, `${origin}/`, false)).toBe(false);
    expect(checked(name, 'https://evil.test')).toBe(false);
    expect(checked(name, origin, false)).toBe(false);
    expect(checked(name, '')).toBe(false);
  }
  expect(device()).toBe(false);
});

test('files are downloaded from the app only', () => {
  const { downloads } = openSession();
  expect(downloads('https://geko.example/api/usage/export')).toBe(true);
  expect(downloads('blob:https://geko.example/0b8f')).toBe(true);
  expect(downloads('blob:https://evil.test/0b8f')).toBe(false);
  expect(downloads('https://evil.test/run.exe')).toBe(false);
  expect(downloads('data:text/plain,a')).toBe(false);
});
