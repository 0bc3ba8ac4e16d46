import type { HandlerDetails, PermissionCheckHandlerHandlerDetails } from 'electron';
import { externalUrl, isAppUrl, isBundledUrl } from './url-rules.ts';

/** All that pages may have; each other permission is denied, also those that do not exist yet. */
const permitted: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'notifications']);

type Navigation = { url: string; isMainFrame: boolean; preventDefault(): void };

/** A page's content (Electron's WebContents), as far as it is guarded. */
export type GuardedContents = {
  on(
    event: 'will-navigate' | 'will-redirect' | 'will-frame-navigate',
    listener: (details: Navigation) => void,
  ): unknown;
  on(event: 'will-attach-webview', listener: (event: { preventDefault(): void }) => void): unknown;
  setWindowOpenHandler(handler: (details: HandlerDetails) => { action: 'deny' }): void;
};

type Place = { origin: string; openExternal: (url: string) => void };

const isOurs = (url: string, origin: string) => isAppUrl(url, origin) || isBundledUrl(url);

/**
 * Keeps a page where it belongs: it goes to no other origin (by redirects neither, nor in a frame), opens no window and holds
 * no web view. Links to elsewhere are the system's browser's business.
 */
export function guardContents(contents: GuardedContents, { origin, openExternal }: Place): void {
  const open = (url: string) => {
    const outside = externalUrl(url);
    if (outside !== null) openExternal(outside);
  };
  contents.on('will-navigate', (details) => {
    if (isOurs(details.url, origin)) return;
    details.preventDefault();
    open(details.url);
  });
  // A server that sends elsewhere is no person who pressed a link: nothing is opened.
  contents.on('will-redirect', (details) => {
    if (!isOurs(details.url, origin)) details.preventDefault();
  });
  contents.on('will-frame-navigate', (details) => {
    if (!details.isMainFrame && !isOurs(details.url, origin)) details.preventDefault();
  });
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.setWindowOpenHandler(({ url }) => {
    open(url);
    return { action: 'deny' };
  });
}

/** What pages share (Electron's Session), as far as it is guarded. */
export type GuardedSession = {
  setPermissionRequestHandler(
    handler: (
      contents: unknown,
      permission: string,
      callback: (isGranted: boolean) => void,
      details: { isMainFrame: boolean; requestingUrl: string },
    ) => void,
  ): void;
  setPermissionCheckHandler(
    handler: (
      contents: unknown,
      permission: string,
      requestingOrigin: string,
      details: PermissionCheckHandlerHandlerDetails,
    ) => boolean,
  ): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  on(
    event: 'will-download',
    listener: (event: { preventDefault(): void }, item: { getURL(): string }) => void,
  ): unknown;
};

/** Denies what is not listed, and downloads from elsewhere. */
export function guardSession(session: GuardedSession, { origin }: { origin: string }): void {
  session.setPermissionRequestHandler((_, permission, callback, details) => {
    const { isMainFrame, requestingUrl } = details;
    callback(permitted.has(permission) && isMainFrame && isAppUrl(requestingUrl, origin));
  });
  session.setPermissionCheckHandler(
    (_, permission, requestingOrigin, { isMainFrame }) =>
      permitted.has(permission) && isMainFrame && isAppUrl(requestingOrigin, origin),
  );
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    // What a page has made itself (blob:) has its origin behind that.
    if (!isAppUrl(item.getURL().replace(/^blob:/u, ''), origin)) event.preventDefault();
  });
}
