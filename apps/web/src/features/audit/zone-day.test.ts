import { expect, test } from 'vitest';
import { addDays, dayIn, isDay, startOfDay } from './zone-day.ts';

test('only real days are days', () => {
  expect(
    ['2026-11-21', '2024-02-29', '2026-02-29', '2026-13-01', '2026-1-1', 'today', ''].map(isDay),
  ).toEqual([true, true, false, false, false, false, false]);
});

test('a moment belongs to the day of its zone', () => {
  const moment = new Date('2026-11-21T23:30:00Z');
  expect(dayIn(moment, 'UTC')).toBe('2026-11-21');
  expect(dayIn(moment, 'Europe/Berlin')).toBe('2026-11-22');
  expect(dayIn(moment, 'America/Los_Angeles')).toBe('2026-11-21');
});

test('days step over months and years', () => {
  expect(addDays('2026-11-30', 1)).toBe('2026-12-01');
  expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
});

test('a day begins at its zone’s midnight, also beside a change of clocks', () => {
  const start = (day: string, zone: string): string => startOfDay(day, zone).toISOString();
  expect(start('2026-11-21', 'UTC')).toBe('2026-11-21T00:00:00.000Z');
  expect(start('2026-07-01', 'Europe/Berlin')).toBe('2026-06-30T22:00:00.000Z');
  expect(start('2026-03-29', 'Europe/Berlin')).toBe('2026-03-28T23:00:00.000Z');
  expect(start('2026-03-30', 'Europe/Berlin')).toBe('2026-03-29T22:00:00.000Z');
  expect(start('2026-10-25', 'Europe/Berlin')).toBe('2026-10-24T22:00:00.000Z');
  expect(start('2026-10-26', 'Europe/Berlin')).toBe('2026-10-25T23:00:00.000Z');
  expect(start('2026-11-02', 'America/New_York')).toBe('2026-11-02T05:00:00.000Z');
  expect(start('2026-11-21', 'Asia/Kathmandu')).toBe('2026-11-20T18:15:00.000Z');
  expect(start('2026-11-21', 'Pacific/Kiritimati')).toBe('2026-11-20T10:00:00.000Z');
});

test('where clocks skip midnight the day begins when they have skipped', () => {
  // Cairo, 24 April 2026: 00:00 is 01:00 at once.
  const start = startOfDay('2026-04-24', 'Africa/Cairo');
  expect(start.toISOString()).toBe('2026-04-23T22:00:00.000Z');
  expect(dayIn(start, 'Africa/Cairo')).toBe('2026-04-24');
  expect(dayIn(new Date(start.getTime() - 1), 'Africa/Cairo')).toBe('2026-04-23');
});
