import { expect, test } from 'vitest';
import type { LocalModel } from '@geko/contracts/local-models';
import { deviceModels } from './device-models.ts';

const model = (id: string, status: LocalModel['status'], isFitting = true) =>
  ({ id, name: `The ${id} one`, status, fit: { isFitting } }) as LocalModel;

test('a machine tells of what it has, of what comes, and of what is wanted of it', () => {
  const progress = { receivedBytes: 43, totalBytes: 100, bytesPerSecond: null, secondsLeft: null };
  const told = deviceModels(
    [
      model('here', { state: 'ready' }),
      model('coming', { state: 'downloading', ...progress }),
      model('broken', { state: 'error', error: 'disk_full' }),
      model('other', { state: 'absent' }),
      model('wanted', { state: 'absent' }),
      model('large', { state: 'absent' }, false),
    ],
    new Set(['wanted', 'large']),
  );
  expect(told.map(({ id, state, percent, error }) => [id, state, percent, error])).toEqual([
    ['here', 'ready', null, null],
    ['coming', 'downloading', 43, null],
    ['broken', 'error', null, 'disk_full'],
    ['wanted', 'absent', null, null],
    ['large', 'unfit', null, null],
  ]);
});
