import { setTimeout as sleep } from 'node:timers/promises';
import type { Deps } from '../deps.ts';
import { correctUsage } from '../usage/correct-usage.ts';
import type { CallOutcome } from './settle-by-hold.ts';
import type { TurnRef } from './turn-ref.ts';

/** Somebody waits for the end meanwhile: never long after the database is back. */
const RETRY_CLOSE_MS = [50, 100, 200, 400, 800, ...Array<number>(12).fill(1_000)];

/** Closes a call, trying again while the database is away: a settlement must not be lost. */
export async function closeSurely<T>(
  { log }: Pick<Deps, 'log'>,
  { turnId }: TurnRef,
  close: () => Promise<T>,
): Promise<T> {
  for (const waitMs of RETRY_CLOSE_MS) {
    try {
      return await close();
    } catch (error) {
      log.warn({ error, turnId }, 'a call was not closed; trying again');
      await sleep(waitMs);
    }
  }
  return close();
}

/** Somebody else has closed the call, by what they knew: what the provider told us since corrects it. */
export async function correctLate(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'log'>,
  ref: TurnRef & { userId: string },
  { usage, rawUsage }: CallOutcome,
): Promise<void> {
  if (usage === null) return;
  try {
    await correctUsage(deps, ref, { usage, rawUsage });
  } catch (error) {
    deps.log.error({ error, turnId: ref.turnId }, 'an estimate was not corrected');
  }
}
