import { periodAt } from '@geko/domain/periods';
import type { CounterFigures } from './counter-figures.ts';

/** From here on a month may not have the day on which an anchored period begins, and ends on another one. */
const FIRST_ODD_DAY = 27;

/**
 * When a counter's period ends, which follows from when it begins, on the workspace's own calendar or from an anchor;
 * null where more than one end may be right. A company has no zone: it counts by UTC.
 */
export function counterPeriodEnd(
  row: Pick<CounterFigures, 'period' | 'period_start' | 'time_zone'>,
): Date | null {
  const { period: kind, period_start: at } = row;
  const timeZone = row.time_zone ?? 'UTC';
  const calendar = periodAt({ kind, at, timeZone, anchorAt: null });
  if (calendar.startAt.getTime() === at.getTime()) return calendar.endAt;
  const isOdd = (kind === 'month' || kind === 'year') && at.getUTCDate() >= FIRST_ODD_DAY;
  return isOdd ? null : periodAt({ kind, at, timeZone, anchorAt: at }).endAt;
}
