const QUARTER_MS = 900_000;
/** Farther from UTC than any zone is. */
const FARTHEST_MS = 16 * 3_600_000;

/**
 * The first instant at which the clocks of a zone show a time, "2026-11-01 00:00", or a later one; found by looking at
 * them every quarter of an hour. An oracle: it shares nothing with packages/domain/src/periods.ts.
 */
export function firstShowing(wall: string, timeZone: string): Date {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  let at = Date.parse(`${wall.replace(' ', 'T')}Z`) - FARTHEST_MS;
  while (clock.format(at) < wall) at += QUARTER_MS;
  return new Date(at);
}
