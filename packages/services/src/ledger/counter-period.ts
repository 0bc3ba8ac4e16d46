import { periodAt } from '@geko/domain/periods';
import type { CounterFigures } from './counter-figures.ts';

/** From here on a month may not have the day on which an anchored period begins, and ends on another one. */
const FIRST_ODD_DAY = 27;

type Begun = Pick<CounterFigures, 'period' | 'period_start' | 'time_zone' | 'anchor_at'>;

/**
 * When a counter's period ends by the calendar or the limit that is known; null where it does not begin as those do: with
 * another anchor, or in the zone of a limit that has gone.
 */
export function knownPeriodEnd(row: Begun): Date | null {
  const { period: kind, period_start: at, anchor_at: anchorAt } = row;
  const known = periodAt({ kind, at, timeZone: row.time_zone ?? 'UTC', anchorAt });
  return known.startAt.getTime() === at.getTime() ? known.endAt : null;
}

/**
 * When a counter's period ends, which follows from when it begins, by what is known or else from an anchor; null where
 * more than one end may be right.
 */
export function counterPeriodEnd(row: Begun): Date | null {
  const known = knownPeriodEnd(row);
  if (known !== null) return known;
  const { period: kind, period_start: at } = row;
  const timeZone = row.time_zone ?? 'UTC';
  const isOdd = (kind === 'month' || kind === 'year') && at.getUTCDate() >= FIRST_ODD_DAY;
  return isOdd ? null : periodAt({ kind, at, timeZone, anchorAt: at }).endAt;
}
