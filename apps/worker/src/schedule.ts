import type { ScheduledJob } from './job.ts';
import { askForNews } from './jobs/ask-for-news.ts';
import { beat } from './jobs/beat.ts';
import { confirmSales } from './jobs/confirm-sales.ts';
import { eraseAccounts } from './jobs/erase-accounts.ts';
import { expireAudit } from './jobs/expire-audit.ts';
import { expireLots } from './jobs/expire-lots.ts';
import { lookAtPlans } from './jobs/look-at-plans.ts';
import { makeInvoices } from './jobs/make-invoices.ts';
import { purgeExpired } from './jobs/purge-expired.ts';
import { purgeWorkspaces } from './jobs/purge-workspaces.ts';
import { sendInvoices } from './jobs/send-invoices.ts';
import { sendMails } from './jobs/send-mails.ts';
import { sendNotices } from './jobs/send-notices.ts';
import { sumKeyDay, sumKeyHours } from './jobs/sum-key-hours.ts';
import { sweepLeases } from './jobs/sweep-leases.ts';
import { topUpDue } from './jobs/top-up-due.ts';

export type JobName =
  | 'beat'
  | 'sweep-leases'
  | 'send-mails'
  | 'send-notices'
  | 'expire-lots'
  | 'purge-expired'
  | 'erase-accounts'
  | 'purge-workspaces'
  | 'expire-audit'
  | 'sum-key-hours'
  | 'sum-key-day'
  | 'confirm-sales'
  | 'look-at-plans'
  | 'ask-for-news'
  | 'make-invoices'
  | 'send-invoices'
  | 'top-up-due';

/**
 * Every job there is, and when it runs.
 * Those that run every few seconds are not pg-boss jobs: its schedules are to the minute, and a job
 * that re-sends itself writes four rows each time, and stops for good when one link is lost. They
 * carry nothing from one run to the next, and two workers doing them at once do no harm, so a plain
 * interval that outlives a database restart is both less and safer.
 */
export const schedule: Record<JobName, ScheduledJob> = {
  beat: { when: { everyMs: 5000 }, run: beat },
  'sweep-leases': { when: { everyMs: 5000 }, run: sweepLeases },
  'send-notices': { when: { everyMs: 5000 }, run: sendNotices },
  'expire-lots': { when: { cron: '* * * * *' }, run: expireLots },
  'send-mails': { when: { everyMs: 2000 }, run: sendMails },
  'purge-expired': { when: { cron: '17 * * * *' }, run: purgeExpired },
  'erase-accounts': { when: { cron: '29 * * * *' }, run: eraseAccounts },
  'purge-workspaces': { when: { cron: '53 * * * *' }, run: purgeWorkspaces },
  'expire-audit': { when: { cron: '41 3 * * *' }, run: expireAudit },
  'sum-key-hours': { when: { everyMs: 10_000 }, run: sumKeyHours },
  'confirm-sales': { when: { cron: '7 * * * *' }, run: confirmSales },
  'ask-for-news': { when: { cron: '*/10 * * * *' }, run: askForNews },
  'look-at-plans': { when: { cron: '* * * * *' }, run: lookAtPlans },
  // By 01:07 of the 1st the month is over in UTC and its calls are settled; the hours after it are for other zones, and for
  // what did not work.
  'make-invoices': { when: { cron: '7 * 1-3 * *' }, run: makeInvoices },
  'send-invoices': { when: { cron: '*/5 * * * *' }, run: sendInvoices },
  'top-up-due': { when: { everyMs: 5000 }, run: topUpDue },
  'sum-key-day': { when: { cron: '23 2 * * *' }, run: sumKeyDay },
};
