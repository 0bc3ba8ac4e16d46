import { expect, test } from 'vitest';
import type { Price } from '../held.ts';
import { endOfPeriod, shareLeft } from './periods.ts';

const every = (interval: string, count = 1) =>
  ({ recurring: { interval, interval_count: count } }) as unknown as Price;
const at = (date: string) => Date.parse(`${date}T10:20:30Z`) / 1000;

test.each([
  ['month', 1, '2027-01-31', '2027-01-31', '2027-02-28'],
  ['month', 1, '2027-02-28', '2027-01-31', '2027-03-31'],
  ['month', 1, '2028-01-30', '2028-01-30', '2028-02-29'],
  ['month', 3, '2026-12-15', '2026-12-15', '2027-03-15'],
  ['year', 1, '2028-02-29', '2028-02-29', '2029-02-28'],
  ['week', 2, '2027-01-01', '2027-01-01', '2027-01-15'],
  ['day', 1, '2027-12-31', '2027-12-31', '2028-01-01'],
])('%s × %i from %s, anchored at %s, ends at %s', (interval, count, start, anchor, end) => {
  expect(endOfPeriod(every(interval, count), at(start), at(anchor))).toBe(at(end));
});

test('what is left of a period is its share, in whole cents, never more than all or less than nothing', () => {
  const span = { start: 1000, end: 4000 };
  expect(shareLeft(2900, { at: 1000, ...span })).toBe(2900);
  expect(shareLeft(2900, { at: 2500, ...span })).toBe(1450);
  expect(shareLeft(100, { at: 3000, ...span })).toBe(33);
  expect(shareLeft(2900, { at: 5000, ...span })).toBe(0);
  expect(shareLeft(2900, { at: 0, ...span })).toBe(2900);
  expect(shareLeft(2900, { at: 1000, start: 1000, end: 1000 })).toBe(0);
});
