import { expect, test } from 'vitest';
import { timesOf } from './local-turn-times.ts';

const now = new Date('2026-11-23T12:00:00.000Z');
const times = (startedAt: string, at: string) => {
  const found = timesOf({ startedAt, end: { at } }, now);
  return [found.startedAt.toISOString(), found.endedAt.toISOString()];
};

test('what a machine tells is believed within reason', () => {
  const told = ['2026-11-20T10:00:00.000Z', '2026-11-20T10:00:07.000Z'] as const;
  expect(times(...told)).toEqual(told);
});

test('nothing is of the future, of long ago, or ends before it began', () => {
  expect(times('2031-01-01T00:00:00.000Z', '2031-01-01T00:00:05.000Z')).toEqual([
    now.toISOString(),
    now.toISOString(),
  ]);
  expect(times('1999-01-01T00:00:00.000Z', '1999-01-01T00:00:05.000Z')).toEqual([
    '2026-09-24T12:00:00.000Z',
    '2026-09-24T12:00:05.000Z',
  ]);
  expect(times('2026-11-20T10:00:00.000Z', '2026-11-20T09:00:00.000Z')).toEqual([
    '2026-11-20T10:00:00.000Z',
    '2026-11-20T10:00:00.000Z',
  ]);
});
