import { expect, test } from 'vitest';
import { addMonths } from './month.ts';

test('months go on over the ends of years', () => {
  expect(addMonths('2026-01', -1)).toBe('2025-12');
  expect(addMonths('2026-12', 1)).toBe('2027-01');
  expect(addMonths('2024-03', -25)).toBe('2022-02');
});
