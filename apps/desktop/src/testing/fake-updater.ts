import { EventEmitter } from 'node:events';
import type { Updater } from '../main/updates.ts';

/** electron-updater without anything to update. What it tells is emitted by tests. */
export type FakeUpdater = EventEmitter &
  Updater & {
    /** How often it looked for a newer version, and was told to take one. */
    looks: number;
    installs: number;
  };

/** look: what a look for a newer version comes to. */
export function fakeUpdater({
  look = () => Promise.resolve<unknown>(null),
}: { look?: () => Promise<unknown> } = {}): FakeUpdater {
  const updater: FakeUpdater = Object.assign(new EventEmitter(), {
    autoDownload: false,
    autoInstallOnAppQuit: false,
    allowDowngrade: true,
    looks: 0,
    installs: 0,
    checkForUpdates: () => {
      updater.looks += 1;
      return look();
    },
    quitAndInstall: () => void (updater.installs += 1),
  });
  return updater;
}
