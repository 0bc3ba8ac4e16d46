/**
 * PostgreSQL's own words for: not there, shutting down, starting, failing over, full of connections (its manual, appendix
 * A): classes 08 and 57P, 53300, and 25006, as a server that has become a standby takes no writes.
 */
const STATES = /^(?:08...|57P0[1-5]|53300|25006)$/u;

/** What Node says of a connection that cannot be made or is gone. */
const SYSTEM_CODES: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** What the driver and its pool say without a code. */
const WORDS =
  /^(?:Connection terminated\b|Client has encountered a connection error|Client was closed and is not queryable|timeout exceeded when trying to connect|timeout expired|Cannot use a pool after calling end)/u;

/**
 * Whether an error, or what it wraps, means that the database cannot be reached now: that says nothing of the request, which
 * may be tried again. A commit that fails so may have happened.
 */
export function isAway(thrown: unknown): boolean {
  for (let at = thrown; at instanceof Error; at = at.cause) {
    if (at instanceof AggregateError && at.errors.some(isAway)) return true;
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    if (STATES.test(code) || SYSTEM_CODES.has(code) || WORDS.test(at.message)) return true;
  }
  return false;
}
