import type { Reconciled, ReconcileMonth } from '@geko/contracts/invoices';
import { viaStripe } from '../billing/stripe-rail.ts';
import type { Deps } from '../deps.ts';
import { reconcileMonth } from './reconcile-month.ts';

/** The operator's comparison of a month. @throws AppError UNAVAILABLE where Stripe does not answer */
export function reconcile(
  deps: Pick<Deps, 'db' | 'stripe' | 'now' | 'log'>,
  input: ReconcileMonth,
): Promise<Reconciled> {
  return viaStripe(deps.log, () => reconcileMonth(deps, input));
}
