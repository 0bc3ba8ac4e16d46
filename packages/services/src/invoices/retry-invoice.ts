import { AppError } from '@geko/contracts/errors';
import type { InvoiceRef } from '@geko/contracts/invoices';
import { invoices } from '@geko/db/schema/invoices';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { writeAuditLine } from '../audit/write-audit.ts';
import { requireStripe, viaStripe } from '../billing/stripe-rail.ts';
import type { Deps } from '../deps.ts';
import { onInvoice, placeForOperator } from './as-operator.ts';
import { isInvoice } from './invoice-row.ts';
import { keepProblem, settleInvoice } from './issue-invoices.ts';

/**
 * Brings an invoice to Stripe now, or charges it once more now, in the place of waiting for the job.
 * @throws AppError NOT_FOUND; CONFLICT where it is paid, void or not for Stripe; UNAVAILABLE where Stripe does not do it
 */
export async function retryInvoice(
  deps: OperatorDeps & Pick<Deps, 'stripe' | 'log'>,
  operator: Operator,
  ref: InvoiceRef,
): Promise<void> {
  const stripe = requireStripe(deps);
  const place = await placeForOperator(deps, ref);
  await onInvoice(deps, operator, place, async (at, row) => {
    if (row.state === 'paid' || row.state === 'void') {
      throw new AppError('CONFLICT', { message: 'This invoice is paid or void already.' });
    }
    if (row.state !== 'draft' && row.stripeInvoiceId === null) {
      throw new AppError('CONFLICT', { message: 'This invoice is not paid by Stripe.' });
    }
    if (row.state !== 'draft') {
      await at.tx.update(invoices).set({ chargeAt: at.now }).where(isInvoice(place));
    }
    await writeAuditLine(at, { action: 'invoice.retry', objectId: row.id, before: row.state });
  });
  await viaStripe(deps.log, async () => {
    try {
      await settleInvoice(deps, stripe, place);
    } catch (error) {
      await keepProblem(deps, place, error);
      throw error;
    }
  });
}
