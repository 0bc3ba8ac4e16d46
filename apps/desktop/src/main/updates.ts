import type { DesktopInfo, UpdateState } from '@geko/contracts/desktop';

/** electron-updater's `autoUpdater`, as far as it is needed. */
export type Updater = {
  autoDownload: boolean;
  autoInstallOnAppQuit: boolean;
  allowDowngrade: boolean;
  on(
    event: 'update-available' | 'update-downloaded',
    listener: (info: { version: string }) => void,
  ): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  checkForUpdates(): Promise<unknown>;
  quitAndInstall(): void;
};

/** What the build says of updates (builder-config.ts). publisher: who must have signed those of Windows. */
export type UpdateFacts = { url: string | null; publisher: string | null };

/**
 * Whether newer versions may be taken by the app itself: only where the system checks who has signed them. macOS always does,
 * Windows for a known publisher; nothing does it for Linux, where the package manager brings them.
 */
export function mayUpdate(
  platform: DesktopInfo['platform'],
  { url, publisher }: UpdateFacts,
): boolean {
  if (url === null) return false;
  return platform === 'darwin' || (platform === 'win32' && publisher !== null);
}

const EVERY_MS = 4 * 60 * 60_000;

export type Updates = { state(): UpdateState; restart(): void; stop(): void };

/** No updates: development, and systems on which nobody would check a signature. */
export const noUpdates: Updates = {
  state: () => ({ state: 'none' }),
  restart: () => undefined,
  stop: () => undefined,
};

/** Looks for a newer version now and every four hours, downloads it, and takes it with the next start. */
export function watchUpdates(
  updater: Updater,
  {
    onChange,
    onError,
  }: { onChange: (state: UpdateState) => void; onError: (error: unknown) => void },
): Updates {
  let state: UpdateState = { state: 'none' };
  const change = (next: UpdateState) => {
    state = next;
    onChange(next);
  };
  updater.autoDownload = true;
  updater.autoInstallOnAppQuit = true;
  updater.allowDowngrade = false;
  updater.on('update-available', ({ version }) => change({ state: 'downloading', version }));
  updater.on('update-downloaded', ({ version }) => change({ state: 'ready', version }));
  updater.on('error', (error) => {
    onError(error);
    // What is downloaded already stays so; a download that broke off is tried again with the next look.
    if (state.state === 'downloading') change({ state: 'none' });
  });
  // What it fails with comes as an event too.
  const look = () => void updater.checkForUpdates().catch(() => undefined);
  look();
  const looking = setInterval(look, EVERY_MS);
  looking.unref();
  return {
    state: () => state,
    restart() {
      if (state.state === 'ready') updater.quitAndInstall();
    },
    stop: () => clearInterval(looking),
  };
}
