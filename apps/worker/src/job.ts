import type { Mailer } from '@geko/mail/mailer';
import type { Deps } from '@geko/services/deps';
import type { Logger } from '@geko/telemetry/create-logger';

/** What jobs are made of; wiring.ts builds one. */
export type JobDeps = Pick<
  Deps,
  'db' | 'secrets' | 'shops' | 'stripe' | 'publicUrl' | 'mail' | 'branding' | 'now' | 'newId'
> & {
  log: Logger;
  /** null where there is no mail server. */
  mailer: Mailer | null;
};

/**
 * A job's work. Any job may run twice, at once, or be cut off anywhere, so each must be harmless to
 * repeat. The numbers it returns are logged when one of them is not zero.
 */
export type JobHandler = (deps: JobDeps) => Promise<Record<string, number>>;

/**
 * When a job runs.
 * cron: once for all workers, kept by pg-boss in the database; to the minute, in UTC.
 * everyMs: in every worker, by its own clock, never two at once.
 */
export type When = { cron: string } | { everyMs: number };

export type ScheduledJob = { when: When; run: JobHandler };
