import { expect, test } from 'vitest';
import { formatWait } from './format-wait.ts';

test('a wait is rounded up, and never nothing', () => {
  expect([0, 45, 89.2, 90, 600, 5400, 9000].map(formatWait)).toEqual([
    '1 second',
    '45 seconds',
    '90 seconds',
    '2 minutes',
    '10 minutes',
    '2 hours',
    '3 hours',
  ]);
});
