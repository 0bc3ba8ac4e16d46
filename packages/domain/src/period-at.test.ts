import fc from 'fast-check';
import { expect, test } from 'vitest';
import { calendarMonth, localDay, periodAt } from './periods.ts';
import { instantOfWall, wallAt } from './zone-clock.ts';

const zones = [
  'UTC',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/Havana',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Beirut',
  'Africa/Casablanca',
];
const kinds = ['day', 'week', 'month', 'year'] as const;
const instant = fc.date({
  min: new Date('1995-01-01'),
  max: new Date('2040-01-01'),
  noInvalidDate: true,
});
const asked = fc.record({
  kind: fc.constantFrom(...kinds),
  at: instant,
  timeZone: fc.constantFrom(...zones),
  anchorAt: fc.option(instant),
});

test('a period holds its instant, and follows the one before without gap or overlap', () => {
  fc.assert(
    fc.property(asked, (ask) => {
      const period = periodAt(ask);
      expect(period.startAt.getTime()).toBeLessThanOrEqual(ask.at.getTime());
      expect(ask.at.getTime()).toBeLessThan(period.endAt.getTime());
      const after = periodAt({ ...ask, at: period.endAt });
      expect(after.startAt).toEqual(period.endAt);
      expect(after.key > period.key).toBe(true);
      const before = periodAt({ ...ask, at: new Date(period.startAt.getTime() - 1) });
      expect(before.endAt).toEqual(period.startAt);
    }),
    { numRuns: 1500 },
  );
});

test('every instant of a period has the same period', () => {
  fc.assert(
    fc.property(asked, fc.double({ min: 0, max: 1, noNaN: true }), (ask, share) => {
      const period = periodAt(ask);
      const [start, end] = [period.startAt.getTime(), period.endAt.getTime()];
      const other = new Date(Math.min(end - 1, start + Math.floor((end - start) * share)));
      for (const at of [other, period.startAt, new Date(end - 1)]) {
        expect(periodAt({ ...ask, at })).toEqual(period);
      }
    }),
    { numRuns: 800 },
  );
});

test('an anchored period begins at the wall time of its anchor, unless clocks skip it', () => {
  fc.assert(
    fc.property(asked, instant, (ask, anchorAt) => {
      const { startAt } = periodAt({ ...ask, anchorAt });
      const timeOf = (ms: number) => wallAt(ms, ask.timeZone) % 86_400_000;
      const isSkipped =
        wallAt(startAt.getTime(), ask.timeZone) - wallAt(startAt.getTime() - 1, ask.timeZone) > 1;
      if (!isSkipped) expect(timeOf(startAt.getTime())).toBe(timeOf(anchorAt.getTime()));
      const days =
        (Date.parse(localDay({ at: startAt, timeZone: ask.timeZone })) -
          Date.parse(localDay({ at: anchorAt, timeZone: ask.timeZone }))) /
        86_400_000;
      if (ask.kind === 'week' && !isSkipped) expect(Math.abs(days % 7)).toBe(0);
    }),
    { numRuns: 800 },
  );
});

test('periods are some time, each of a key of its own, over a century', () => {
  for (const kind of kinds) {
    for (const anchorAt of [null, new Date('2024-02-29T23:59:59.999Z')]) {
      const keys = new Set<string>();
      let count = 0;
      let at = new Date(kind === 'day' ? '2009-01-01T00:00:00Z' : '1990-01-01T00:00:00Z');
      const end = new Date(kind === 'day' ? '2013-01-01T00:00:00Z' : '2060-01-01T00:00:00Z');
      while (at < end) {
        const period = periodAt({ kind, at, timeZone: 'Pacific/Apia', anchorAt });
        expect(period.endAt.getTime()).toBeGreaterThan(period.startAt.getTime());
        keys.add(period.key);
        count += 1;
        at = period.endAt;
      }
      expect(keys.size).toBe(count);
    }
  }
});

/** The starts of a row, from the period around an instant on, as that zone's clocks show them. */
function starts(
  kind: (typeof kinds)[number],
  from: string,
  { anchorAt, timeZone, count }: { anchorAt: string | null; timeZone: string; count: number },
): string[] {
  const anchor = anchorAt === null ? null : new Date(anchorAt);
  let period = periodAt({ kind, at: new Date(from), timeZone, anchorAt: anchor });
  const shown: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const wall = wallAt(period.startAt.getTime(), timeZone);
    shown.push(new Date(wall).toISOString().slice(0, 16));
    period = periodAt({ kind, at: period.endAt, timeZone, anchorAt: anchor });
  }
  return shown;
}

test('anchored on the 31st: the last day of shorter months, and back to the 31st', () => {
  const timeZone = 'Europe/Berlin';
  const anchorAt = '2026-01-31T08:30:00Z';
  expect(starts('month', anchorAt, { anchorAt, timeZone, count: 6 })).toEqual([
    '2026-01-31T09:30',
    '2026-02-28T09:30',
    '2026-03-31T09:30',
    '2026-04-30T09:30',
    '2026-05-31T09:30',
    '2026-06-30T09:30',
  ]);
  // Before the anchor as well.
  expect(starts('month', '2023-12-31T09:00:00Z', { anchorAt, timeZone, count: 4 })).toEqual([
    '2023-12-31T09:30',
    '2024-01-31T09:30',
    '2024-02-29T09:30',
    '2024-03-31T09:30',
  ]);
});

test('anchored on 29 February: the 28th in other years', () => {
  const anchorAt = '2024-02-29T12:00:00Z';
  expect(starts('year', anchorAt, { anchorAt, timeZone: 'UTC', count: 5 })).toEqual([
    '2024-02-29T12:00',
    '2025-02-28T12:00',
    '2026-02-28T12:00',
    '2027-02-28T12:00',
    '2028-02-29T12:00',
  ]);
});

test('a time that clocks skip is the moment of the jump, one they have twice its first', () => {
  const timeZone = 'Europe/Berlin';
  const anchorAt = '2026-03-01T01:30:00Z';
  const spring = { kind: 'day' as const, timeZone, anchorAt: new Date(anchorAt) };
  expect(starts('day', '2026-03-28T12:00:00Z', { anchorAt, timeZone, count: 3 })).toEqual([
    '2026-03-28T02:30',
    '2026-03-29T03:00',
    '2026-03-30T02:30',
  ]);
  const autumn = periodAt({ ...spring, at: new Date('2026-10-25T12:00:00Z') });
  expect(autumn.startAt.toISOString()).toBe('2026-10-25T00:30:00.000Z');
  expect(autumn.endAt.toISOString()).toBe('2026-10-26T01:30:00.000Z');
  // The second 02:30 of the night is in the same period as the first.
  expect(periodAt({ ...spring, at: new Date('2026-10-25T01:30:00Z') })).toEqual(autumn);
});

test('Apia had no 30 December 2011, so nothing begins on it', () => {
  const timeZone = 'Pacific/Apia';
  const from = '2011-12-29T12:00:00Z';
  expect(starts('day', from, { anchorAt: null, timeZone, count: 3 })).toEqual([
    '2011-12-29T00:00',
    '2011-12-31T00:00',
    '2012-01-01T00:00',
  ]);
  const anchorAt = '2011-11-16T00:00:00Z';
  expect(starts('day', from, { anchorAt, timeZone, count: 4 })).toEqual([
    '2011-12-28T14:00',
    '2011-12-29T14:00',
    '2011-12-31T00:00',
    '2011-12-31T14:00',
  ]);
});

test('where a month begins twice, it has begun the first time', () => {
  // Newfoundland set its clocks back from 00:01 on 1 November 2009 to 23:01 on 31 October.
  const timeZone = 'America/St_Johns';
  const at = new Date('2009-11-01T03:00:00Z');
  expect(localDay({ at, timeZone })).toBe('2009-10-31');
  expect(calendarMonth({ at, timeZone }).key).toBe('2009-11');
});

test.each([
  ['day', '2026-11-21'],
  ['week', '2026-W47'],
  ['month', '2026-11'],
  ['year', '2026'],
  ['total', 'total'],
] as const)('the key of a calendar %s is %s', (kind, key) => {
  const at = new Date('2026-11-21T18:20:00Z');
  expect(periodAt({ kind, at, timeZone: 'Asia/Kathmandu', anchorAt: null }).key).toBe(
    kind === 'day' ? '2026-11-22' : key,
  );
  expect(periodAt({ kind, at, timeZone: 'UTC', anchorAt: null }).key).toBe(key);
});

test.each([
  ['2027-01-03', '2026-W53', '2026-12-28'],
  ['2027-01-04', '2027-W01', '2027-01-04'],
  ['2024-12-30', '2025-W01', '2024-12-30'],
  ['2020-12-31', '2020-W53', '2020-12-28'],
])('%s is in week %s from %s', (day, key, monday) => {
  const week = periodAt({ kind: 'week', at: new Date(day), timeZone: 'UTC', anchorAt: null });
  expect([week.key, week.startAt.toISOString().slice(0, 10)]).toEqual([key, monday]);
});

test('a total has no end, and no zone', () => {
  const at = new Date('2026-11-21T00:00:00Z');
  for (const anchorAt of [null, at]) {
    const total = periodAt({ kind: 'total', at, timeZone: 'Asia/Kathmandu', anchorAt });
    expect(total.startAt.getTime()).toBe(0);
    expect(total.endAt.toISOString()).toBe('9999-12-31T00:00:00.000Z');
  }
});

test('a later wall time is never an earlier instant', () => {
  const wall = instant.map((date) => date.getTime());
  fc.assert(
    fc.property(wall, fc.nat(7_200_000), fc.constantFrom(...zones), (first, later, timeZone) => {
      const [a, b] = [instantOfWall(first, timeZone), instantOfWall(first + later, timeZone)];
      expect(a).toBeLessThanOrEqual(b);
      // And it is the first to show that much.
      expect(wallAt(a, timeZone)).toBeGreaterThanOrEqual(first);
      expect(wallAt(a - 1, timeZone)).toBeLessThan(first);
    }),
    { numRuns: 600 },
  );
});

test('an unknown zone is refused', () => {
  const at = new Date('2026-11-21T00:00:00Z');
  expect(() => periodAt({ kind: 'day', at, timeZone: 'Mars/Base', anchorAt: null })).toThrow(
    RangeError,
  );
});
