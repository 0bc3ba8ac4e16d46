import { randomUUID } from 'node:crypto';
import { createDb } from '@geko/db/client';
import { openRail } from '@geko/payments/stripe/open-rail';
import { issueInvoices } from '@geko/services/invoices/issue-invoices';

/*
 * A process that runs the monthly job, as a worker does: one of several, which may be killed. Work comes as a message; what
 * was done goes back as one.
 */

export type InvoiceWork = {
  appUrl: string;
  stripe: { secretKey: string; baseUrl: string; webhookSecret: string };
  /** ISO. */
  now: string;
};

async function run({ appUrl, stripe, now }: InvoiceWork): Promise<void> {
  const client = createDb({ appUrl, maxConnections: 2, onError: () => undefined });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const deps = {
    db: client.db,
    stripe: openRail({ ...stripe, isTaxAutomatic: false }),
    now: () => new Date(now),
    newId: randomUUID,
    log,
  };
  process.send?.(await issueInvoices(deps));
  await client.close();
  process.disconnect();
}

process.on('message', (work: InvoiceWork) => {
  run(work).catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  });
});
