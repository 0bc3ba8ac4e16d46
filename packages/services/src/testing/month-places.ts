import type { TenantContext } from '@geko/db/client';
import { firstShowing } from './first-showing.ts';

/**
 * A workspace whose months are watched. A Free one has its plan's limits, by the calendar; a PayGo one has a limit that
 * somebody has set, by the calendar or from an anchor: a day of the month and a time of day in its zone.
 */
export type MonthPlace = {
  planId: 'free' | 'paygo';
  timeZone: string;
  anchor: { at: Date; day: number; time: string } | null;
};

/** Midnight comes twice in Havana on 1 November 2026, where summer time ends at one; two others change clocks, and one is far off. */
export const monthPlaces: readonly (readonly MonthPlace[])[] = [
  [
    { planId: 'free', timeZone: 'America/Havana', anchor: null },
    {
      planId: 'paygo',
      timeZone: 'America/New_York',
      anchor: { at: new Date('2024-02-29T17:15:00Z'), day: 29, time: '12:15' },
    },
  ],
  [
    { planId: 'paygo', timeZone: 'Pacific/Kiritimati', anchor: null },
    {
      planId: 'paygo',
      timeZone: 'Europe/Berlin',
      anchor: { at: new Date('2026-01-31T08:30:00Z'), day: 31, time: '09:30' },
    },
  ],
];

export const MONTHS = 24;
const FIRST = { year: 2026, month: 9 };

/** When the months of a place begin, and the last one ends: as a calendar on the wall there says. */
export function monthStarts({ timeZone, anchor }: MonthPlace): Date[] {
  return Array.from({ length: MONTHS + 1 }, (_, n) => {
    const lastDay = new Date(Date.UTC(FIRST.year, FIRST.month + n + 1, 0));
    const day = Math.min(anchor?.day ?? 1, lastDay.getUTCDate());
    const month = lastDay.toISOString().slice(0, 7);
    return firstShowing(
      `${month}-${String(day).padStart(2, '0')} ${anchor?.time ?? '00:00'}`,
      timeZone,
    );
  });
}

/** One of them in a database, with its months. */
export type LivingPlace = MonthPlace & TenantContext & { starts: Date[] };
