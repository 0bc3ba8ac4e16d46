import { Notification, type App, type BrowserWindow, type Shell as SystemShell } from 'electron';
import { eventChannel } from '../channels.ts';
import type { ShellView } from './shell.ts';
import { isAppUrl } from './url-rules.ts';

/** Electron's part of what people see. */
export function openView({
  window,
  origin,
  app,
  system,
  icon,
}: {
  window: BrowserWindow;
  origin: string;
  app: App;
  system: SystemShell;
  icon: string;
}): ShellView {
  const { webContents } = window;
  // A load that fails is told by its event (page-watch.ts).
  const load = (url: string) => void webContents.loadURL(url).catch(() => undefined);
  return {
    load: (path) => load(`${origin}${path}`),
    isListening: () => isAppUrl(webContents.getURL(), origin) && !webContents.isLoadingMainFrame(),
    tell(event, payload) {
      if (!window.isDestroyed()) webContents.send(eventChannel(event), payload);
    },
    show() {
      if (window.isMinimized()) window.restore();
      window.show();
      window.focus();
    },
    notify({ title, body }, onPress) {
      if (!Notification.isSupported()) return;
      const notice = new Notification({ title, body, icon });
      notice.on('click', onPress);
      notice.show();
    },
    setBadge: (count) => void app.setBadgeCount(count),
    openExternal: (url) => void system.openExternal(url).catch(() => undefined),
    async clearPages() {
      const { session } = webContents;
      await session.clearStorageData();
      await session.clearCache();
      await session.clearAuthCache();
    },
  };
}
