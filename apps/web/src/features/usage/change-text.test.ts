import { expect, test } from 'vitest';
import { createFormat } from '../../lib/create-format.ts';
import { en } from '../../messages/en.ts';
import { changeText } from './change-text.ts';
import { spanText } from './span-text.ts';

const format = createFormat({ locale: 'en', timeZone: 'UTC' });
const change = (now: bigint, before: bigint) =>
  changeText({ now, before }, 'month', en.usage, format);

test('a change against the span before', () => {
  expect(change(112n, 100n)).toBe('12% more than the month before');
  expect(change(0n, 100n)).toBe('100% less than the month before');
  expect(change(2n ** 70n, 2n ** 69n)).toBe('100% more than the month before');
  expect(change(5n, 5n)).toBe('As much as the month before');
  expect(change(5n, 0n)).toBe('None before');
  expect(change(0n, 0n)).toBeNull();
});

test('a span by its name', () => {
  const span = (from: string, to: string, kind: 'day' | 'week' | 'month' | 'year') =>
    spanText({ from, to }, kind, en.usage.span, format);
  expect(span('2026-11-01', '2026-11-30', 'month')).toBe('November 2026');
  expect(span('2026-01-01', '2026-12-31', 'year')).toBe('2026');
  expect(span('2026-11-21', '2026-11-21', 'day')).toBe('Nov 21, 2026');
  expect(span('2026-11-16', '2026-11-22', 'week')).toBe('Nov 16, 2026 – Nov 22, 2026');
});
