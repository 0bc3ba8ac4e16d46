import { AppError } from '@geko/contracts/errors';
import type { UsageRange } from '@geko/contracts/usage';

/** Local dates, as "2026-11-21"; both ends are within. */
export type DaySpan = { from: string; to: string };

/** The days a usage report is of, the days it is compared with, and how long each of its bars is. */
export type UsageSpan = DaySpan & { before: DaySpan; bucket: 'day' | 'month' };

const DAY_MS = 86_400_000;
/** More bars than this cannot be told apart. */
const MOST_DAYS_BY_DAY = 92;
const MOST_YEARS = 5;
/** Before there was any use, and after there will be; a little outside, days are still days. */
const EARLIEST = '2000-01-01';
const LATEST = '2999-12-31';

function numberOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`) / DAY_MS;
}

function dayOfNumber(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

function plusDays(day: string, days: number): string {
  return dayOfNumber(numberOfDay(day) + days);
}

/** The first day of the month that is so many months after a day's. */
function startOfMonth(day: string, months = 0): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.toISOString().slice(0, 10);
}

function mondayOf(day: string): string {
  // Day 0 was a Thursday.
  return plusDays(day, -((((numberOfDay(day) + 3) % 7) + 7) % 7));
}

/** A whole year is compared with the whole year before it, though it may be a day longer; months likewise. */
function wholeMonths(from: string, months: number): DaySpan & { before: DaySpan } {
  return {
    from,
    to: plusDays(startOfMonth(from, months), -1),
    before: { from: startOfMonth(from, -months), to: plusDays(from, -1) },
  };
}

function wholeDays(from: string, days: number): DaySpan & { before: DaySpan } {
  return {
    from,
    to: plusDays(from, days - 1),
    before: { from: plusDays(from, -days), to: plusDays(from, -1) },
  };
}

/**
 * The days of a usage report: the day, week (Monday to Sunday), month or year around a day, or the days between
 * two; and as much time before it to compare it with.
 *
 * @param today the local date in the workspace's zone, where the range names none.
 * @throws AppError BAD_REQUEST on more than five years, or on dates in another millennium.
 */
export function usageSpan({ range, today }: { range: UsageRange; today: string }): UsageSpan {
  const on = range.kind === 'custom' ? range.from : (range.on ?? today);
  const last = range.kind === 'custom' ? range.to : on;
  if (on < EARLIEST || last > LATEST) {
    throw new AppError('BAD_REQUEST', { message: 'There is no usage to show so far away.' });
  }
  switch (range.kind) {
    case 'day':
      return { ...wholeDays(on, 1), bucket: 'day' };
    case 'week':
      return { ...wholeDays(mondayOf(on), 7), bucket: 'day' };
    case 'month':
      return { ...wholeMonths(startOfMonth(on), 1), bucket: 'day' };
    case 'year':
      return { ...wholeMonths(`${on.slice(0, 4)}-01-01`, 12), bucket: 'month' };
    case 'custom': {
      const days = numberOfDay(range.to) - numberOfDay(range.from) + 1;
      const end = plusDays(
        startOfMonth(range.from, MOST_YEARS * 12),
        Number(range.from.slice(8)) - 1,
      );
      if (range.to >= end) {
        throw new AppError('BAD_REQUEST', { message: 'Choose five years at most.' });
      }
      return {
        ...wholeDays(range.from, days),
        bucket: days <= MOST_DAYS_BY_DAY ? 'day' : 'month',
      };
    }
  }
}

/** The bar that a day belongs to: itself, or the first of its month, also where the span begins later. */
export function bucketOf(day: string, bucket: UsageSpan['bucket']): string {
  return bucket === 'day' ? day : startOfMonth(day);
}

/** The start of every bar of a span, in order, as far as a day (today, mostly). */
export function bucketsOf(span: Pick<UsageSpan, 'from' | 'to' | 'bucket'>, upTo: string): string[] {
  const last = span.to < upTo ? span.to : upTo;
  const starts: string[] = [];
  if (last < span.from) return starts;
  let start = bucketOf(span.from, span.bucket);
  while (start <= last) {
    starts.push(start);
    start = span.bucket === 'day' ? plusDays(start, 1) : startOfMonth(start, 1);
  }
  return starts;
}
