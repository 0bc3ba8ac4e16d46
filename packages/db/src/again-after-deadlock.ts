import { setTimeout as sleep } from 'node:timers/promises';

const DEADLOCK_DETECTED = '40P01';
const MOST_TRIES = 4;
const FIRST_WAIT_MS = 10;

/**
 * Runs a transaction, and again when Postgres ended it as the victim of a deadlock: it has changed nothing then. Two
 * audit chains, written by two transactions in different order, are the usual cause.
 */
export async function againAfterDeadlock<T>(transact: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await transact();
    } catch (error) {
      if (tries === MOST_TRIES || !isDeadlock(error)) throw error;
      await sleep(FIRST_WAIT_MS * 2 ** tries * Math.random());
    }
  }
}

/** Drizzle and tRPC wrap what the driver threw. */
function isDeadlock(error: unknown): boolean {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && at.code === DEADLOCK_DETECTED) return true;
  }
  return false;
}
