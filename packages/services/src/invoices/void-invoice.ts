import { AppError } from '@geko/contracts/errors';
import type { InvoiceRef } from '@geko/contracts/invoices';
import { voidInvoice as voidAtStripe } from '@geko/payments/stripe/settle-invoice';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { applyFacts } from '../billing/follow-invoice.ts';
import { requireStripe, viaStripe } from '../billing/stripe-rail.ts';
import type { Deps } from '../deps.ts';
import { onInvoice, placeForOperator } from './as-operator.ts';
import { moveInvoice } from './move-invoice.ts';

/**
 * Takes an invoice back that is not paid: what it asked for is no longer owed. First at Stripe, where it is there.
 * @throws AppError NOT_FOUND; CONFLICT where it is paid or void; UNAVAILABLE where Stripe does not do it now
 */
export async function voidInvoice(
  deps: OperatorDeps & Pick<Deps, 'stripe' | 'log'>,
  operator: Operator,
  ref: InvoiceRef,
): Promise<void> {
  const place = await placeForOperator(deps, ref);
  const invoiceId = await onInvoice(deps, operator, place, async (at, row) => {
    if (row.state === 'paid' || row.state === 'void') {
      throw new AppError('CONFLICT', { message: 'This invoice is paid or void already.' });
    }
    if (row.stripeInvoiceId === null) {
      await moveInvoice(at, row, { to: 'void', at: at.now, offCents: row.creditedCents });
    }
    return row.stripeInvoiceId;
  });
  if (invoiceId === null) return;
  const { client } = requireStripe(deps);
  const facts = await viaStripe(deps.log, () =>
    voidAtStripe(client, { operationId: place.id, invoiceId }),
  );
  await onInvoice(deps, operator, place, (at, row) => applyFacts(at, row, facts));
}
