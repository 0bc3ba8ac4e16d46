import { sql } from 'drizzle-orm';
import type { InvoicesRun } from '@geko/contracts/invoices';
import { inTenant } from '@geko/db/client';
import { NIL_ID } from '@geko/contracts/ids';
import { invoices } from '@geko/db/schema/invoices';
import { PaymentError } from '@geko/payments/payment-error';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import type { Deps } from '../deps.ts';
import { chargeInvoice } from './charge-invoice.ts';
import { isInvoice, type InvoicePlace } from './invoice-row.ts';
import { makeInvoice } from './make-invoice.ts';
import { sendCreditNotes } from './send-credit-notes.ts';
import { sendInvoice } from './send-invoice.ts';

type IssueDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'stripe' | 'log'>;

const MOST_AT_ONCE = 200;

/** The whole of it: makes what is to be made, then sends and charges. */
export async function issueInvoices(deps: IssueDeps): Promise<InvoicesRun> {
  const made = await makeInvoices(deps);
  const sent = await sendInvoices(deps);
  return { ...made, ...sent, failed: made.failed + sent.failed };
}

/**
 * Makes the invoices of the month that has ended for everybody who owes for it. Safe to run anywhere, any number of times and
 * at the same time: each is made once. One workspace's trouble does not keep another's from being made.
 */
export async function makeInvoices(
  deps: IssueDeps,
): Promise<Pick<InvoicesRun, 'made' | 'carried' | 'failed'>> {
  const { rows } = await deps.db.execute<{
    tenant_id: string;
    workspace_id: string;
    time_zone: string;
  }>(sql`select * from system.owing_workspaces()`);
  const done = { made: 0, carried: 0, failed: 0 };
  for (const row of rows) {
    const place = {
      tenantId: row.tenant_id,
      workspaceId: row.workspace_id,
      timeZone: row.time_zone,
    };
    try {
      const made = await makeInvoice(deps, place);
      if (made === 'made' || made === 'carried') done[made] += 1;
    } catch (error) {
      done.failed += 1;
      deps.log.error({ error, workspaceId: place.workspaceId }, 'an invoice was not made');
    }
  }
  return done;
}

/**
 * Brings drafts and credit notes to Stripe and charges what is due. What Stripe does not do now stays as it is, with the
 * reason, until the next run. Without Stripe there is nothing to do.
 */
export async function sendInvoices(
  deps: IssueDeps,
): Promise<Pick<InvoicesRun, 'sent' | 'charged' | 'failed'>> {
  const { stripe, db } = deps;
  const done = { sent: 0, charged: 0, failed: 0 };
  if (stripe === null) return done;
  const { rows } = await db.execute<{ tenant_id: string; workspace_id: string; id: string }>(
    sql`select * from system.invoices_to_send(${deps.now().toISOString()}::timestamptz, ${MOST_AT_ONCE})`,
  );
  for (const row of rows) {
    const place = { tenantId: row.tenant_id, workspaceId: row.workspace_id, id: row.id };
    try {
      const { hasSent, hasCharged } = await settleInvoice(deps, stripe, place);
      if (hasSent) done.sent += 1;
      if (hasCharged) done.charged += 1;
    } catch (error) {
      done.failed += 1;
      await keepProblem(deps, place, error);
    }
  }
  return done;
}

/** All that there is to do for one invoice at Stripe. @throws PaymentError */
export async function settleInvoice(
  deps: IssueDeps,
  stripe: StripeRail,
  place: InvoicePlace,
): Promise<{ hasSent: boolean; hasCharged: boolean }> {
  const hasSent = await sendInvoice(deps, stripe, place);
  await sendCreditNotes(deps, stripe, place);
  return { hasSent, hasCharged: await chargeInvoice(deps, stripe, place) };
}

/** Keeps why Stripe did not do it, where operators look; in our words only. */
export async function keepProblem(
  { db, log }: Pick<Deps, 'db' | 'log'>,
  place: InvoicePlace,
  error: unknown,
): Promise<void> {
  const isPayment = error instanceof PaymentError;
  const facts = isPayment ? { code: error.code, ...error.facts } : { error };
  log.warn({ invoiceId: place.id, ...facts }, 'an invoice could not be settled at Stripe');
  const problem = isPayment ? error.code : 'unexpected';
  await inTenant(db, { ...place, userId: NIL_ID }, (tx) =>
    tx.update(invoices).set({ problem }).where(isInvoice(place)),
  );
}
