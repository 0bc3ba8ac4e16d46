import { expect, test } from 'vitest';
import { groupByDay } from './day-groups.ts';

const now = new Date(2026, 10, 21, 0, 30);
const item = (...date: [number, number, number, number?]) => ({
  updatedAt: new Date(...date).toISOString(),
});
const headings = (items: { updatedAt: string }[]): string[] =>
  groupByDay(items, now).map((row) => (row.kind === 'heading' ? row.group : '·'));

test('groups follow calendar days, not 24 hours', () => {
  expect(
    headings([
      item(2026, 10, 21, 0),
      item(2026, 10, 20, 23),
      item(2026, 10, 13, 0),
      item(2026, 10, 12, 23),
    ]),
  ).toEqual(['today', '·', 'yesterday', '·', 'week', '·', 'older', '·']);
});

test('one heading a group, empty groups have none, the future is today', () => {
  expect(
    headings([item(2026, 10, 22), item(2026, 10, 21), item(2020, 0, 1), item(2019, 0, 1)]),
  ).toEqual(['today', '·', '·', 'older', '·', '·']);
  expect(headings([])).toEqual([]);
});

test('an item out of order makes no second heading', () => {
  expect(headings([item(2026, 10, 20), item(2026, 10, 21), item(2026, 10, 20)])).toEqual([
    'yesterday',
    '·',
    '·',
    '·',
  ]);
});
