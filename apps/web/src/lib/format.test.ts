import { expect, test } from 'vitest';
import {
  formatBps,
  formatCents,
  formatCompact,
  formatCount,
  formatDay,
  formatDuration,
  formatMonth,
  formatNano,
  formatWait,
} from './format.ts';

test('figures', () => {
  expect([formatCount(41_200), formatCompact(41_200), formatBps(5000), formatBps(1250)]).toEqual([
    '41,200',
    '41.2K',
    '50%',
    '12.5%',
  ]);
});

test('money', () => {
  expect([formatNano('710000'), formatNano('0'), formatCents(2900), formatCents(2950)]).toEqual([
    '$0.00071',
    '$0.00',
    '$29',
    '$29.50',
  ]);
});

test('days and months do not move with the zone', () => {
  expect([formatDay('2026-11-01'), formatMonth('2026-11')]).toEqual(['Nov 1', 'November 2026']);
});

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

test('durations', () => {
  expect([formatDuration(843.4), formatDuration(12_400)]).toEqual(['843 ms', '12.4 s']);
});
