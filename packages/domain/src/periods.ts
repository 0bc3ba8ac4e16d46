import type { PeriodKind } from '@geko/contracts/meters';
import { type WallMs, instantOfWall, wallAt } from './zone-clock.ts';

/** A stretch over which limits count: startAt ≤ instant < endAt. The key is unique among all periods of its kind. */
export type Period = { startAt: Date; endAt: Date; key: string };

const DAY_MS = 86_400_000;
/** 1 January 1970 was a Thursday. */
const FIRST_MONDAY = 4 * DAY_MS;

type Interval = Exclude<PeriodKind, 'total'>;

/** A row of boundaries on a wall clock, numbered through; number 0 is where it is anchored. */
type Row = { boundary: (number: number) => WallMs; numberNear: (wall: WallMs) => number };

function everyDays(anchor: WallMs, days: number): Row {
  const length = days * DAY_MS;
  return {
    boundary: (number) => anchor + number * length,
    numberNear: (wall) => Math.floor((wall - anchor) / length),
  };
}

function monthNumber(wall: WallMs): number {
  const date = new Date(wall);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** Midnight of the first day of a month, counted from the year 0. */
function startOfMonth(number: number): WallMs {
  return new Date(0).setUTCFullYear(Math.floor(number / 12), number - Math.floor(number / 12) * 12);
}

/** A day that a month does not have is its last one; the months after have the anchor's own day again. */
function everyMonths(anchor: WallMs, months: number): Row {
  const first = monthNumber(anchor);
  const intoMonth = anchor - startOfMonth(first);
  const day = Math.floor(intoMonth / DAY_MS);
  return {
    boundary: (number) => {
      const month = first + number * months;
      const start = startOfMonth(month);
      const lastDay = (startOfMonth(month + 1) - start) / DAY_MS - 1;
      return start + Math.min(day, lastDay) * DAY_MS + (intoMonth - day * DAY_MS);
    },
    numberNear: (wall) => Math.floor((monthNumber(wall) - first) / months),
  };
}

const rowOf: Record<Interval, (anchor: WallMs) => Row> = {
  day: (anchor) => everyDays(anchor, 1),
  week: (anchor) => everyDays(anchor, 7),
  month: (anchor) => everyMonths(anchor, 1),
  year: (anchor) => everyMonths(anchor, 12),
};

function dayOfWall(wall: WallMs): string {
  return new Date(wall).toISOString().slice(0, 10);
}

/** ISO 8601: a week belongs to the year of its Thursday. */
function weekKey(monday: WallMs): string {
  const year = new Date(monday + 3 * DAY_MS).getUTCFullYear();
  const first = startOfMonth(year * 12);
  const week = Math.floor((monday + 3 * DAY_MS - first) / DAY_MS / 7) + 1;
  return `${String(year).padStart(4, '0')}-W${String(week).padStart(2, '0')}`;
}

const calendarKey: Record<Interval, (start: WallMs) => string> = {
  day: dayOfWall,
  week: weekKey,
  month: (start) => dayOfWall(start).slice(0, 7),
  year: (start) => dayOfWall(start).slice(0, 4),
};

const FOR_EVER = { start: '1970-01-01T00:00:00Z', end: '9999-12-31T00:00:00Z' };

/**
 * The period around an instant in an IANA zone (SPEC §6). Without an anchor it is the zone's calendar day,
 * week (from Monday), month or year. With one, periods begin at the anchor's time of day in the zone, on its
 * day (every day, every seventh, that day of each month, that day of each year), also before the anchor.
 * What happens at times that the zone skips or has twice: `instantOfWall`. Periods of a row follow each other
 * without gap or overlap.
 * Throws RangeError on an unknown zone.
 */
export function periodAt({
  kind,
  at,
  timeZone,
  anchorAt,
}: {
  kind: PeriodKind;
  at: Date;
  timeZone: string;
  anchorAt: Date | null;
}): Period {
  if (kind === 'total') {
    return { startAt: new Date(FOR_EVER.start), endAt: new Date(FOR_EVER.end), key: 'total' };
  }
  const anchor =
    anchorAt === null ? (kind === 'week' ? FIRST_MONDAY : 0) : wallAt(anchorAt.getTime(), timeZone);
  const row = rowOf[kind](anchor);
  const startOf = (number: number) => instantOfWall(row.boundary(number), timeZone);
  let number = row.numberNear(wallAt(at.getTime(), timeZone));
  while (startOf(number) > at.getTime()) number -= 1;
  while (startOf(number + 1) <= at.getTime()) number += 1;
  const start = row.boundary(number);
  return {
    startAt: new Date(startOf(number)),
    endAt: new Date(startOf(number + 1)),
    key: anchorAt === null ? calendarKey[kind](start) : new Date(start).toISOString().slice(0, -1),
  };
}

/** The calendar day of an instant in an IANA zone, as "2026-11-21". Throws RangeError on an unknown zone. */
export function localDay({ at, timeZone }: { at: Date; timeZone: string }): string {
  return dayOfWall(wallAt(at.getTime(), timeZone));
}

/** The calendar month named by a key such as "2026-11", in an IANA zone. */
export function monthOfKey({ key, timeZone }: { key: string; timeZone: string }): Period {
  const start = Date.parse(`${key}-01T00:00:00Z`);
  const end = startOfMonth(monthNumber(start) + 1);
  return {
    startAt: new Date(instantOfWall(start, timeZone)),
    endAt: new Date(instantOfWall(end, timeZone)),
    key,
  };
}

/** The calendar month that contains an instant, in an IANA zone (SPEC §6, periods). */
export function calendarMonth({ at, timeZone }: { at: Date; timeZone: string }): Period {
  return periodAt({ kind: 'month', at, timeZone, anchorAt: null });
}

/** Every calendar day of a month, in order: "2026-02" → "2026-02-01" … "2026-02-28". */
export function daysOfMonth(key: string): string[] {
  const start = Date.parse(`${key}-01T00:00:00Z`);
  const length = (startOfMonth(monthNumber(start) + 1) - start) / DAY_MS;
  return Array.from({ length }, (_, index) => dayOfWall(start + index * DAY_MS));
}
