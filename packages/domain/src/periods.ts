/** A calendar month in some zone: startAt ≤ instant < endAt. */
export type Period = { startAt: Date; endAt: Date; key: string };

const DAY_MS = 86_400_000;
/** Farther from UTC than any zone has ever been. */
const FARTHEST_OFFSET_MS = 16 * 3_600_000;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** The calendar day of an instant in an IANA zone, as "2026-11-21". Throws RangeError on an unknown zone. */
export function localDay({ at, timeZone }: { at: Date; timeZone: string }): string {
  const found = { year: '', month: '', day: '' };
  for (const { type, value } of formatterOf(timeZone).formatToParts(at)) {
    if (type === 'year' || type === 'month' || type === 'day') found[type] = value;
  }
  return `${found.year.padStart(4, '0')}-${found.month}-${found.day}`;
}

/**
 * The first instant at which a zone's calendar shows this day or a later one. It is found by halving,
 * because clocks may skip midnight (or a whole day, as Apia did) and then no arithmetic with offsets holds.
 */
function startOfDay(day: string, timeZone: string): Date {
  const utcMidnight = Date.parse(`${day}T00:00:00Z`);
  let before = utcMidnight - FARTHEST_OFFSET_MS;
  let atOrAfter = utcMidnight + FARTHEST_OFFSET_MS + DAY_MS;
  while (atOrAfter - before > 1) {
    const middle = Math.floor((before + atOrAfter) / 2);
    if (localDay({ at: new Date(middle), timeZone }) < day) before = middle;
    else atOrAfter = middle;
  }
  return new Date(atOrAfter);
}

function nextMonth(key: string): string {
  const [year = 0, month = 0] = key.split('-').map(Number);
  const next = month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 };
  return `${String(next.year).padStart(4, '0')}-${String(next.month).padStart(2, '0')}`;
}

const months = new Map<string, { startMs: number; endMs: number }>();
const MONTHS_KEPT = 1000;

/** The calendar month named by a key such as "2026-11", in an IANA zone. */
export function monthOfKey({ key, timeZone }: { key: string; timeZone: string }): Period {
  const id = `${key} ${timeZone}`;
  let month = months.get(id);
  if (!month) {
    month = {
      startMs: startOfDay(`${key}-01`, timeZone).getTime(),
      endMs: startOfDay(`${nextMonth(key)}-01`, timeZone).getTime(),
    };
    if (months.size >= MONTHS_KEPT) months.clear();
    months.set(id, month);
  }
  return { startAt: new Date(month.startMs), endAt: new Date(month.endMs), key };
}

/** The calendar month that contains an instant, in an IANA zone (SPEC §6, periods). */
export function calendarMonth({ at, timeZone }: { at: Date; timeZone: string }): Period {
  return monthOfKey({ key: localDay({ at, timeZone }).slice(0, 7), timeZone });
}

/** Every calendar day of a month, in order: "2026-02" → "2026-02-01" … "2026-02-28". */
export function daysOfMonth(key: string): string[] {
  const length =
    (Date.parse(`${nextMonth(key)}-01T00:00:00Z`) - Date.parse(`${key}-01T00:00:00Z`)) / DAY_MS;
  return Array.from({ length }, (_, index) => `${key}-${String(index + 1).padStart(2, '0')}`);
}
