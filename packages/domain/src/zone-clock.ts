/** A clock on the wall of some zone, as the milliseconds at which UTC would show the same. */
export type WallMs = number;

const HOUR_MS = 3_600_000;
const SECOND_MS = 1000;
/** Farther from UTC than any zone has ever been. */
const FARTHEST_OFFSET_MS = 16 * HOUR_MS;
/** Clocks have never been changed twice within it. */
const STEP_MS = 6 * HOUR_MS;

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-US', {
      timeZone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, formatter);
  }
  return formatter;
}

/** What the clocks of an IANA zone show at an instant. Throws RangeError on an unknown zone. */
export function wallAt(atMs: number, timeZone: string): WallMs {
  // Most workspaces' own, and every call asks.
  if (timeZone === 'UTC') return atMs;
  const found = { year: '', month: '', day: '', hour: '', minute: '', second: '' };
  for (const { type, value } of formatterOf(timeZone).formatToParts(atMs)) {
    if (type in found) found[type as keyof typeof found] = value;
  }
  const { year, month, day, hour, minute, second } = found;
  const wall = Date.parse(`${year.padStart(4, '0')}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return wall + (((atMs % SECOND_MS) + SECOND_MS) % SECOND_MS);
}

function offsetAt(atMs: number, timeZone: string): number {
  return wallAt(atMs, timeZone) - atMs;
}

/** The first instant after `fromMs` with another offset; `untilMs` when there is none before it. */
function nextChange(fromMs: number, untilMs: number, timeZone: string): number {
  const offset = offsetAt(fromMs, timeZone);
  let before = fromMs;
  while (before < untilMs) {
    let after = Math.min(before + STEP_MS, untilMs);
    if (offsetAt(after, timeZone) === offset) {
      before = after;
      continue;
    }
    while (after - before > 1) {
      const middle = Math.floor((before + after) / 2);
      if (offsetAt(middle, timeZone) === offset) before = middle;
      else after = middle;
    }
    return after;
  }
  return untilMs;
}

function findInstant(wall: WallMs, timeZone: string): number {
  const untilMs = wall + FARTHEST_OFFSET_MS;
  let fromMs = wall - FARTHEST_OFFSET_MS;
  for (;;) {
    const shownAt = Math.max(fromMs, wall - offsetAt(fromMs, timeZone));
    const change = nextChange(fromMs, untilMs, timeZone);
    if (shownAt < change || change >= untilMs) return shownAt;
    fromMs = change;
  }
}

const instants = new Map<string, number>();
const INSTANTS_KEPT = 2000;

/**
 * The first instant at which a zone's clocks show this time or a later one: where they jump over it, the
 * instant of the jump; where they show it twice, the first. A later wall time is never an earlier instant,
 * which arithmetic with offsets does not give.
 */
export function instantOfWall(wall: WallMs, timeZone: string): number {
  const id = `${wall} ${timeZone}`;
  let instant = instants.get(id);
  if (instant === undefined) {
    instant = findInstant(wall, timeZone);
    if (instants.size >= INSTANTS_KEPT) instants.clear();
    instants.set(id, instant);
  }
  return instant;
}
