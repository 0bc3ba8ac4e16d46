import type { DesktopInfo, UpdateState } from '@geko/contracts/desktop';
import { Refusal } from './refusal.ts';

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

export type Updates = {
  state(): UpdateState;
  /** Ends the app and starts the newer one. @throws Refusal when none is there */
  restart(): void;
  stop(): void;
};

const refuse = (): never => {
  throw new Refusal('No newer version is waiting.');
};

/** Windows' updater says it by a code, macOS in words only. */
const isAboutSignature = (error: Error & { code?: unknown }): boolean =>
  error.code === 'ERR_UPDATER_INVALID_SIGNATURE' || /code signature/iu.test(error.message);

/** No updates: development, and systems on which nobody would check a signature. */
export const noUpdates: Updates = {
  state: () => ({ state: 'none' }),
  restart: refuse,
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
  let isRestarting = false;
  const change = (next: UpdateState) => {
    state = next;
    onChange(next);
  };
  function fail(error: Error): void {
    if (state.state !== 'downloading' && state.state !== 'ready') return;
    const { version } = state;
    if (isAboutSignature(error)) change({ state: 'failed', version, reason: 'signature' });
    else if (state.state === 'downloading')
      change({ state: 'failed', version, reason: 'download' });
    // Of one that is here a later look may fail, which takes nothing away.
    else if (isRestarting) change({ state: 'failed', version, reason: 'install' });
  }
  updater.autoDownload = true;
  updater.autoInstallOnAppQuit = true;
  updater.allowDowngrade = false;
  updater.on('update-available', ({ version }) => {
    const isHere = state.state === 'ready' && state.version === version;
    if (!isHere) change({ state: 'downloading', version });
  });
  updater.on('update-downloaded', ({ version }) => change({ state: 'ready', version }));
  updater.on('error', (error) => {
    onError(error);
    fail(error);
  });
  // What it fails with comes as an event too.
  const look = () => void updater.checkForUpdates().catch(() => undefined);
  look();
  const looking = setInterval(look, EVERY_MS);
  looking.unref();
  return {
    state: () => state,
    restart() {
      const now = state;
      const isHere = now.state === 'ready' || (now.state === 'failed' && now.reason === 'install');
      if (!isHere) return refuse();
      change({ state: 'ready', version: now.version });
      isRestarting = true;
      updater.quitAndInstall();
    },
    stop: () => clearInterval(looking),
  };
}
