import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@geko/telemetry/create-logger';
import { backoffMs } from './backoff.ts';

/**
 * Runs a task, waits, and runs it again, for ever: never two at once, and no failure ends it. After
 * a failure the next try comes sooner than usual, then ever later up to the usual interval; the log
 * hears of the first failure in a row and of the recovery.
 * Returns stop, which waits for the run under way.
 */
export function runEvery(options: {
  everyMs: number;
  task: () => Promise<void>;
  log: Logger;
}): () => Promise<void> {
  const { everyMs, task, log } = options;
  const stopping = new AbortController();
  const loop = async () => {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await task();
        if (failures > 0) log.info({ failures }, 'works again');
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures === 1) log.warn({ error }, 'failed; will go on trying');
      }
      const waitMs = failures === 0 ? everyMs : backoffMs({ failures, mostMs: everyMs });
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const ended = loop();
  return async () => {
    stopping.abort();
    await ended;
  };
}
