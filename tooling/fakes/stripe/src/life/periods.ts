import type { Price } from '../held.ts';

const DAY_SECONDS = 86_400;

/** The end of a period that begins at `start`, on the day of the anchor where the month has one (UTC). */
export function endOfPeriod(price: Price, start: number, anchor: number): number {
  const { interval, interval_count: count } = price.recurring ?? {
    interval: 'month',
    interval_count: 1,
  };
  if (interval === 'day') return start + count * DAY_SECONDS;
  if (interval === 'week') return start + count * 7 * DAY_SECONDS;
  const months = interval === 'year' ? 12 * count : count;
  const from = new Date(start * 1000);
  const day = new Date(anchor * 1000).getUTCDate();
  const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const end = Date.UTC(
    year,
    month,
    Math.min(day, lastDay),
    from.getUTCHours(),
    from.getUTCMinutes(),
    from.getUTCSeconds(),
  );
  return end / 1000;
}

/** The share of an amount for what is left of a period, rounded to whole cents. */
export function shareLeft(
  amount: number,
  { at, start, end }: { at: number; start: number; end: number },
): number {
  const left = Math.max(0, Math.min(end - start, end - at));
  return end === start ? 0 : Math.round((amount * left) / (end - start));
}
