import { expect, test } from 'vitest';
import { backoffMs } from './backoff.ts';

test.each([
  [1, 250],
  [2, 500],
  [5, 4000],
  [6, 5000],
  [1000, 5000],
])('after %i failures in a row it waits %i ms', (failures, waitMs) =>
  expect(backoffMs({ failures, mostMs: 5000 })).toBe(waitMs),
);
