import { expect, test } from 'vitest';
import { addMonths, isMonth } from './month.ts';

test('months step over the year in both directions', () => {
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(addMonths('2026-12', 1)).toBe('2027-01');
  expect(addMonths('2026-11', 0)).toBe('2026-11');
  expect(addMonths('2026-03', -15)).toBe('2024-12');
});

test('only real months are months', () => {
  expect(['2026-11', '2026-00', '2026-13', '26-11', '2026-1', ''].map(isMonth)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});
