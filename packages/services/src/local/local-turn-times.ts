const DAY_MS = 86_400_000;
/** A machine may have been away from its server for so long; what is older counts as of then. */
const MOST_AGE_MS = 60 * DAY_MS;
const LONGEST_MS = DAY_MS;

/**
 * When a turn began and ended by the server's clock: a machine's own may be wrong, and nothing is booked in the future.
 */
export function timesOf(
  { startedAt, end }: { startedAt: string; end: { at: string } },
  now: Date,
): { startedAt: Date; endedAt: Date } {
  const latest = now.getTime();
  const told = Date.parse(startedAt);
  const lastedMs = Math.min(Math.max(Date.parse(end.at) - told, 0), LONGEST_MS);
  const began = Math.min(Math.max(told, latest - MOST_AGE_MS), latest);
  return { startedAt: new Date(began), endedAt: new Date(Math.min(began + lastedMs, latest)) };
}
