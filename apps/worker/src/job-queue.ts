import { setTimeout as sleep } from 'node:timers/promises';
import { PgBoss } from 'pg-boss';
import type { Logger } from '@geko/telemetry/create-logger';
import { backoffMs } from './backoff.ts';

export type QueuedJob = { name: string; cron: string; run: () => Promise<void> };

export type JobQueue = {
  /** Resolves when the queue works for the first time, which may be long after the start. */
  ready: Promise<void>;
  /** Asks for a run now, besides the schedule. */
  send(name: string): Promise<void>;
  /** Lets the jobs under way finish, for at most so long. */
  stop(mostMs: number): Promise<void>;
};

const MOST_WAIT_MS = 10_000;
const DAY_SECONDS = 86_400;
const POLL_SECONDS = 5;

/**
 * The scheduled jobs on pg-boss, in a schema that its own role owns. A database that is away at the
 * start is waited for; one that goes away later, pg-boss waits for by itself.
 */
export function openJobQueue(options: {
  jobsUrl: string;
  jobs: readonly QueuedJob[];
  log: Logger;
}): JobQueue {
  const { jobsUrl, jobs, log } = options;
  const stopping = new AbortController();
  const boss = new PgBoss({
    connectionString: jobsUrl,
    schema: 'pgboss',
    // Our migration made the schema; the role may not make any.
    createSchema: false,
    application_name: 'geko-worker',
    max: 4,
    connectionTimeoutMillis: 5000,
  });
  boss.on('error', (error) => log.warn({ error }, 'job queue'));
  boss.on('warning', ({ message, data }) => log.warn({ data }, `job queue: ${message}`));

  const ready = (async () => {
    for (let failures = 1; !stopping.signal.aborted; failures += 1) {
      try {
        await boss.start();
        for (const job of jobs) await register(boss, job);
        return;
      } catch (error) {
        if (failures === 1) log.warn({ error }, 'the job queue does not start; will go on trying');
        await boss.stop({ graceful: false }).catch(() => undefined);
      }
      const waitMs = backoffMs({ failures, mostMs: MOST_WAIT_MS });
      await sleep(waitMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();

  return {
    ready,
    send: async (name) => {
      await boss.send(name, null);
    },
    stop: async (mostMs) => {
      stopping.abort();
      await ready;
      await boss.stop({ graceful: true, timeout: mostMs });
    },
  };
}

/** Makes a job's queue, its schedule and its one runner; all of it may be there already. */
async function register(boss: PgBoss, { name, cron, run }: QueuedJob): Promise<void> {
  const limits = {
    retryLimit: 3,
    retryBackoff: true,
    expireInSeconds: 300,
    deleteAfterSeconds: DAY_SECONDS,
  };
  // Exclusive: a job that is waiting or running is not asked for a second time.
  await boss.createQueue(name, { policy: 'exclusive', ...limits });
  await boss.updateQueue(name, limits);
  await boss.schedule(name, cron);
  await boss.work(name, { pollingIntervalSeconds: POLL_SECONDS }, run);
}
