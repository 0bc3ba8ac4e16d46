import { expect, test } from 'vitest';
import { MOST_TRIES, retryMailAfterMs } from './retry-mail-after.ts';

const HOUR_MS = 3_600_000;

test.each([
  [1, 10_000],
  [2, 40_000],
  [3, 160_000],
  [6, 10_240_000],
  [7, 4 * HOUR_MS],
  [1000, 4 * HOUR_MS],
])('after try %i it waits %i ms', (tries, waitMs) => expect(retryMailAfterMs(tries)).toBe(waitMs));

test('all tries together span a long weekend', () => {
  const waits = Array.from({ length: MOST_TRIES - 1 }, (_, n) => retryMailAfterMs(n + 1));
  const hours = waits.reduce((sum, wait) => sum + wait, 0) / HOUR_MS;
  expect(hours).toBeGreaterThan(70);
  expect(hours).toBeLessThan(120);
});
