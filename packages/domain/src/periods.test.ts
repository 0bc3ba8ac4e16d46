import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarMonth, daysOfMonth, localDay, monthOfKey } from './periods.ts';

const zones = [
  'UTC',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'America/Sao_Paulo',
  'Europe/Berlin',
  'Asia/Kolkata',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Beirut',
];
const zone = fc.constantFrom(...zones);
const instant = fc.date({
  min: new Date('2010-01-01'),
  max: new Date('2040-01-01'),
  noInvalidDate: true,
});

test('an instant lies in its month, and the month begins and ends at local midnights', () => {
  fc.assert(
    fc.property(instant, zone, (at, timeZone) => {
      const { startAt, endAt, key } = calendarMonth({ at, timeZone });
      expect(startAt.getTime()).toBeLessThanOrEqual(at.getTime());
      expect(at.getTime()).toBeLessThan(endAt.getTime());
      expect(localDay({ at: startAt, timeZone })).toBe(`${key}-01`);
      expect(localDay({ at: new Date(startAt.getTime() - 1), timeZone }) < `${key}-01`).toBe(true);
      expect(localDay({ at: new Date(endAt.getTime() - 1), timeZone }).slice(0, 7)).toBe(key);
    }),
    { numRuns: 150 },
  );
});

test('months follow each other without gap or overlap', () => {
  fc.assert(
    fc.property(instant, zone, (at, timeZone) => {
      const month = calendarMonth({ at, timeZone });
      const next = calendarMonth({ at: month.endAt, timeZone });
      expect(next.startAt).toEqual(month.endAt);
      expect(monthOfKey({ key: month.key, timeZone })).toEqual(month);
    }),
    { numRuns: 100 },
  );
});

test.each([
  // Summer time ends inside the month: it is an hour longer.
  ['Europe/Berlin', '2026-10-15T12:00:00Z', '2026-09-30T22:00:00.000Z', '2026-10-31T23:00:00.000Z'],
  // And begins: an hour shorter.
  ['Europe/Berlin', '2026-03-15T12:00:00Z', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
  ['Asia/Kolkata', '2026-11-30T18:30:00Z', '2026-11-30T18:30:00.000Z', '2026-12-31T18:30:00.000Z'],
  [
    'America/Sao_Paulo',
    '2026-12-01T02:59:59Z',
    '2026-11-01T03:00:00.000Z',
    '2026-12-01T03:00:00.000Z',
  ],
  // Apia skipped 30 December 2011 and moved from UTC-10 to UTC+14.
  ['Pacific/Apia', '2011-12-20T00:00:00Z', '2011-12-01T10:00:00.000Z', '2011-12-31T10:00:00.000Z'],
  ['UTC', '2024-02-29T23:59:59.999Z', '2024-02-01T00:00:00.000Z', '2024-03-01T00:00:00.000Z'],
])('%s at %s', (timeZone, at, start, end) => {
  const month = calendarMonth({ at: new Date(at), timeZone });
  expect([month.startAt.toISOString(), month.endAt.toISOString()]).toEqual([start, end]);
});

test('days of a month', () => {
  expect(daysOfMonth('2024-02')).toHaveLength(29);
  expect(daysOfMonth('2026-02')).toHaveLength(28);
  expect(daysOfMonth('2026-12').at(-1)).toBe('2026-12-31');
  expect(daysOfMonth('2026-11')[0]).toBe('2026-11-01');
});

test('the local day is the one on the wall', () => {
  const at = new Date('2026-11-21T23:30:00Z');
  expect(localDay({ at, timeZone: 'UTC' })).toBe('2026-11-21');
  expect(localDay({ at, timeZone: 'Asia/Kolkata' })).toBe('2026-11-22');
  expect(() => localDay({ at, timeZone: 'Mars/Base' })).toThrow(RangeError);
});
