import { expect, test } from 'vitest';
import { meterTone } from './meter-tone.ts';

test.each([
  [0, 100, 'success'],
  [79.9, 100, 'success'],
  [80, 100, 'warning'],
  [94.9, 100, 'warning'],
  [95, 100, 'danger'],
  [140, 100, 'danger'],
  [0, 0, 'danger'],
  [1_000_000, null, 'success'],
] as const)('%d of %s is %s', (value, max, tone) => {
  expect(meterTone(value, max)).toBe(tone);
});
