import { beforeEach, expect, test, vi } from 'vitest';
import type * as periods from './periods.ts';

type Rules = typeof periods;

const HOUR_MS = 3_600_000;
const MONTHS = 24;
const CAP = 100n;

/** A process starts: whatever it remembered in its modules is gone. */
async function startProcess(): Promise<Rules> {
  vi.resetModules();
  return import('./periods.ts');
}

beforeEach(() => vi.resetModules());

/** What a database would keep: a counter for every period, and what has happened once, by its key. */
type Books = { counters: Map<number, bigint>; once: Map<string, number> };

function doOnce(books: Books, onceKey: string): void {
  books.once.set(onceKey, (books.once.get(onceKey) ?? 0) + 1);
}

/** One call in an hour: it counts in its period; the first grants, the one that passes 80 % warns. */
function call(books: Books, startMs: number, key: string, amount: bigint): void {
  const used = books.counters.get(startMs);
  if (used === undefined) doOnce(books, `grant/${key}`);
  const next = (used ?? 0n) + amount;
  books.counters.set(startMs, next);
  const warnAt = (CAP * 80n) / 100n;
  if ((used ?? 0n) < warnAt && next >= warnAt) doOnce(books, `warning/${key}`);
}

test.each([
  // Summer and winter time, a quarter of an hour off, and a day that is missing.
  ['Europe/Berlin', '2026-03-01T00:00:00+01:00', null],
  ['Asia/Kathmandu', '2026-01-01T00:00:00+05:45', null],
  ['Pacific/Apia', '2011-01-01T00:00:00-10:00', null],
  // On the anniversary of a subscription begun on a 31st.
  ['Europe/Berlin', '2026-01-31T09:30:00+01:00', '2026-01-31T09:30:00+01:00'],
  ['Asia/Kathmandu', '2026-01-31T23:59:00+05:45', '2026-01-31T23:59:00+05:45'],
  ['Pacific/Apia', '2011-01-30T14:00:00-10:00', '2011-01-30T14:00:00-10:00'],
])(
  '24 months of hourly calls in %s from %s (anchor %s), with restarts: one reset, one grant, one notice each',
  async (timeZone, from, anchor) => {
    const anchorAt = anchor === null ? null : new Date(anchor);
    const books: Books = { counters: new Map(), once: new Map() };
    const entered: string[] = [];
    const periods: { startMs: number; endMs: number }[] = [];
    let rules = await startProcess();
    let restarts = 0;
    let hours = 0;
    for (let at = Date.parse(from); entered.length <= MONTHS; at += HOUR_MS) {
      // Every 61 hours falls on every hour of the day and day of the month in turn.
      if (hours % 61 === 60) {
        rules = await startProcess();
        restarts += 1;
      }
      const period = rules.periodAt({ kind: 'month', at: new Date(at), timeZone, anchorAt });
      if (entered.at(-1) !== period.key) {
        entered.push(period.key);
        periods.push({ startMs: period.startAt.getTime(), endMs: period.endAt.getTime() });
      }
      if (entered.length > MONTHS) break;
      call(books, period.startAt.getTime(), period.key, 1n);
      hours += 1;
    }
    expect(restarts).toBeGreaterThan(200);
    expect(new Set(entered).size).toBe(MONTHS + 1);
    expect(books.counters.size).toBe(MONTHS);
    // Every hour of a period has counted in it, and in none else.
    expect([...books.counters]).toEqual(
      periods
        .slice(0, MONTHS)
        .map(({ startMs, endMs }) => [startMs, BigInt((endMs - startMs) / HOUR_MS)]),
    );
    expect(periods[0]?.startMs).toBe(Date.parse(from));
    for (const [index, { endMs }] of periods.slice(0, MONTHS).entries()) {
      expect(periods[index + 1]?.startMs).toBe(endMs);
    }
    const expected = entered
      .slice(0, MONTHS)
      .flatMap((key) => [`grant/${key}`, `warning/${key}`])
      .map((key) => [key, 1]);
    expect([...books.once]).toEqual(expected);
  },
);
