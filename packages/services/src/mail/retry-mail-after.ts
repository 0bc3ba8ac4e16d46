const FIRST_MS = 10_000;
const MOST_MS = 4 * 3_600_000;

/** After so many tries a mail is given up: about three days, so that a server which is down for a weekend loses nothing. */
export const MOST_TRIES = 24;

/** How long a mail waits after its n-th try has failed: 10 s, then four times as long each time, up to 4 hours. */
export function retryMailAfterMs(tries: number): number {
  return Math.min(MOST_MS, FIRST_MS * 4 ** Math.min(tries - 1, 10));
}
