import { expect, onTestFinished, test, vi } from 'vitest';
import type { UpdateState } from '@geko/contracts/desktop';
import { mayUpdate, watchUpdates } from './updates.ts';

const url = 'https://updates.example';

test.each([
  ['darwin', url, null, true],
  ['darwin', null, null, false],
  ['win32', url, 'Geko GmbH', true],
  // Without the name of who must have signed it, Windows would take any installer.
  ['win32', url, null, false],
  ['win32', null, 'Geko GmbH', false],
  // Nobody checks a signature there.
  ['linux', url, 'Geko GmbH', false],
] as const)('on %s with %s and publisher %s: %s', (platform, from, publisher, may) =>
  expect(mayUpdate(platform, { url: from, publisher })).toBe(may),
);

function open() {
  const listeners = new Map<string, (told: never) => void>();
  const updater = {
    autoDownload: false,
    autoInstallOnAppQuit: false,
    allowDowngrade: true,
    looks: 0,
    installs: 0,
    on: (event: string, listener: (told: never) => void) => listeners.set(event, listener),
    checkForUpdates: () => {
      updater.looks += 1;
      return Promise.reject(new Error('away'));
    },
    quitAndInstall: () => void (updater.installs += 1),
  };
  const states: UpdateState[] = [];
  const errors: unknown[] = [];
  const updates = watchUpdates(updater, {
    onChange: (state) => states.push(state),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => updates.stop());
  const tell = (event: string, told: unknown) => listeners.get(event)?.(told as never);
  return { updater, updates, states, errors, tell };
}

test('a newer version is downloaded, told, and taken when it is asked for', () => {
  const { updater, updates, states, tell } = open();
  expect(updater).toMatchObject({ autoDownload: true, autoInstallOnAppQuit: true });
  expect(updater.allowDowngrade).toBe(false);
  expect(updates.state()).toEqual({ state: 'none' });
  updates.restart();
  tell('update-available', { version: '0.2.0' });
  updates.restart();
  expect(updater.installs).toBe(0);
  tell('update-downloaded', { version: '0.2.0' });
  expect(states).toEqual([
    { state: 'downloading', version: '0.2.0' },
    { state: 'ready', version: '0.2.0' },
  ]);
  updates.restart();
  expect(updater.installs).toBe(1);
});

test('a download that breaks off is over; one that is here stays', () => {
  const { updates, errors, tell } = open();
  tell('update-available', { version: '0.2.0' });
  tell('error', new Error('reset'));
  expect(updates.state()).toEqual({ state: 'none' });
  tell('update-downloaded', { version: '0.2.0' });
  tell('error', new Error('away'));
  expect(updates.state()).toEqual({ state: 'ready', version: '0.2.0' });
  expect(errors).toHaveLength(2);
});

test('it looks at the start and every four hours', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { updater } = open();
  expect(updater.looks).toBe(1);
  vi.advanceTimersByTime(8 * 60 * 60_000);
  expect(updater.looks).toBe(3);
});
