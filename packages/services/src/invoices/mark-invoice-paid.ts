import { AppError } from '@geko/contracts/errors';
import type { InvoiceRef } from '@geko/contracts/invoices';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { onInvoice, placeForOperator } from './as-operator.ts';
import { moveInvoice } from './move-invoice.ts';

/**
 * An operator notes that an invoice was paid by other ways than Stripe, at which it is not.
 * @throws AppError NOT_FOUND; CONFLICT where it is at Stripe or on its way there, or not to be paid any more
 */
export async function markInvoicePaid(
  deps: OperatorDeps,
  operator: Operator,
  ref: InvoiceRef,
): Promise<void> {
  const place = await placeForOperator(deps, ref);
  await onInvoice(deps, operator, place, async (at, row) => {
    if (row.stripeInvoiceId !== null || row.state === 'draft') {
      throw new AppError('CONFLICT', { message: 'This invoice is paid at Stripe.' });
    }
    const { userId: paidBy } = operator.principal;
    const to = { to: 'paid' as const, at: at.now, offCents: row.creditedCents, paidBy };
    if (!(await moveInvoice(at, row, to))) {
      throw new AppError('CONFLICT', { message: 'This invoice is paid or void already.' });
    }
  });
}
