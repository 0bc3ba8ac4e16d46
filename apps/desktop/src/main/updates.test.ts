import { expect, onTestFinished, test, vi } from 'vitest';
import type { UpdateState } from '@geko/contracts/desktop';
import { fakeUpdater } from '../testing/fake-updater.ts';
import { mayUpdate, noUpdates, watchUpdates } from './updates.ts';

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
  const updater = fakeUpdater({ look: () => Promise.reject(new Error('away')) });
  const states: UpdateState[] = [];
  const errors: unknown[] = [];
  const updates = watchUpdates(updater, {
    onChange: (state) => states.push(state),
    onError: (error) => errors.push(error),
  });
  onTestFinished(() => updates.stop());
  const tell = (event: string, told: unknown) => updater.emit(event, told);
  return { updater, updates, states, errors, tell };
}

test('a newer version is downloaded, told, and taken when it is asked for', () => {
  const { updater, updates, states, tell } = open();
  expect(updater).toMatchObject({ autoDownload: true, autoInstallOnAppQuit: true });
  expect(updater.allowDowngrade).toBe(false);
  expect(updates.state()).toEqual({ state: 'none' });
  expect(() => updates.restart()).toThrow('No newer version is waiting.');
  tell('update-available', { version: '0.2.0' });
  expect(() => updates.restart()).toThrow('No newer version is waiting.');
  expect(updater.installs).toBe(0);
  tell('update-downloaded', { version: '0.2.0' });
  expect(states).toEqual([
    { state: 'downloading', version: '0.2.0' },
    { state: 'ready', version: '0.2.0' },
  ]);
  updates.restart();
  expect(updater.installs).toBe(1);
});

test('where there are no updates, a restart for one is refused', () => {
  expect(() => noUpdates.restart()).toThrow('No newer version is waiting.');
});

test('a download that breaks off is told, and tried again with the next look', () => {
  const { updates, states, errors, tell } = open();
  const version = '0.2.0';
  tell('update-available', { version });
  tell('error', new Error('reset'));
  expect(updates.state()).toEqual({ state: 'failed', version, reason: 'download' });
  expect(() => updates.restart()).toThrow('No newer version is waiting.');
  tell('update-available', { version });
  tell('update-downloaded', { version });
  // One that is here stays, also when the look after it fails or finds the same.
  tell('error', new Error('away'));
  tell('update-available', { version });
  expect(updates.state()).toEqual({ state: 'ready', version });
  tell('update-available', { version: '0.3.0' });
  expect(states.map(({ state }) => state)).toEqual([
    'downloading',
    'failed',
    'downloading',
    'ready',
    'downloading',
  ]);
  expect(errors).toHaveLength(2);
});

test.each([
  ['Windows', 'downloading', { code: 'ERR_UPDATER_INVALID_SIGNATURE' }, 'not signed by'],
  ['macOS', 'ready', {}, 'Code signature at URL file:///x did not pass validation'],
])('%s refuses what others have signed, and that is told', (_, at, facts, message) => {
  const { updates, updater, tell } = open();
  const version = '0.2.0';
  tell('update-available', { version });
  if (at === 'ready') tell('update-downloaded', { version });
  tell('error', Object.assign(new Error(message), facts));
  expect(updates.state()).toEqual({ state: 'failed', version, reason: 'signature' });
  expect(() => updates.restart()).toThrow('No newer version is waiting.');
  expect(updater.installs).toBe(0);
});

test('one that the system does not install is told, and can be tried again', () => {
  const { updates, updater, tell } = open();
  const version = '0.2.0';
  tell('update-available', { version });
  tell('update-downloaded', { version });
  updates.restart();
  tell('error', new Error('EACCES'));
  expect(updates.state()).toEqual({ state: 'failed', version, reason: 'install' });
  updates.restart();
  expect(updater.installs).toBe(2);
  expect(updates.state()).toEqual({ state: 'ready', version });
});

test('it looks at the start and every four hours', () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { updater } = open();
  expect(updater.looks).toBe(1);
  vi.advanceTimersByTime(8 * 60 * 60_000);
  expect(updater.looks).toBe(3);
});
