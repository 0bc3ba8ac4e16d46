import { v7 as uuidv7 } from 'uuid';
import { createSecrets } from '@geko/auth/secrets';
import { createDb } from '@geko/db/client';
import { createMailer } from '@geko/mail/mailer';
import { openShops } from '@geko/payments/open-shops';
import { openRail } from '@geko/payments/stripe/open-rail';
import { mailMode } from '@geko/services/mail/mail-mode';
import type { Logger } from '@geko/telemetry/create-logger';
import type { WorkerEnv } from './env.ts';
import type { JobDeps } from './job.ts';
import { openJobQueue } from './job-queue.ts';
import type { JobQueue } from './job-queue.ts';
import { runEvery } from './run-every.ts';
import { runJob } from './run-job.ts';
import { schedule } from './schedule.ts';

export type Worker = {
  queue: JobQueue;
  /** Ends every job, closes every connection. */
  stop(): Promise<void>;
};

const MOST_GRACE_MS = 5000;

/** Puts the worker together and lets it run; returns at once, whatever the database does. */
export function startWorker(env: WorkerEnv, log: Logger): Worker {
  const client = createDb({
    appUrl: env.appUrl,
    maxConnections: 4,
    onError: (error) => log.warn({ error }, 'a database connection died'),
  });
  const { smtpUrl, mailFrom, publicUrl, brand } = env.settings;
  const mailer = smtpUrl === null ? null : createMailer({ smtpUrl, from: mailFrom });
  const mail = mailMode(env.settings);
  const deps: JobDeps = {
    db: client.db,
    secrets: createSecrets(env.secret),
    shops: openShops(env.settings.shops, { canMail: mail !== 'none' }),
    stripe: openRail(env.settings.stripe),
    publicUrl,
    mail,
    branding: { ...brand, url: publicUrl },
    mailer,
    log,
    now: () => new Date(),
    newId: uuidv7,
  };
  const jobs = Object.entries(schedule).map(([name, { when, run }]) => ({
    name,
    when,
    run: () => runJob({ name, run, deps }),
  }));
  const stops = jobs.flatMap(({ name, when, run }) =>
    'everyMs' in when
      ? [runEvery({ everyMs: when.everyMs, task: run, log: log.child({ job: name }) })]
      : [],
  );
  const queue = openJobQueue({
    jobsUrl: env.jobsUrl,
    jobs: jobs.flatMap(({ name, when, run }) =>
      'cron' in when ? [{ name, cron: when.cron, run }] : [],
    ),
    log,
  });
  return {
    queue,
    stop: async () => {
      // What it has begun it finishes; what it would still begin goes back to the outbox.
      mailer?.close(MOST_GRACE_MS);
      await Promise.all([queue.stop(MOST_GRACE_MS), ...stops.map((stop) => stop())]);
      await client.close();
    },
  };
}
