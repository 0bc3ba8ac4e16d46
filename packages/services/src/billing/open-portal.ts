import { AppError } from '@geko/contracts/errors';
import type { PlanOperation, StripePage } from '@geko/contracts/subscriptions';
import { openPortal as openAtStripe } from '@geko/payments/stripe/open-portal';
import { assertPermitted } from '../access/in-workspace.ts';
import type { Deps } from '../deps.ts';
import { payerOf } from './payer-of.ts';
import { insideOf, type PlanBuyer } from './plan-buyer.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

/**
 * The company's page in Stripe's own billing portal, good for a few minutes: cards, invoices, what is due.
 * @throws AppError FORBIDDEN; CONFLICT where payments are not set up, or Stripe does not know the company; UNAVAILABLE
 */
export async function openPortal(
  deps: Pick<Deps, 'db' | 'now' | 'newId' | 'stripe' | 'publicUrl' | 'log'>,
  buyer: PlanBuyer,
  { workspaceId, id }: PlanOperation,
): Promise<StripePage> {
  const { payer } = await insideOf(
    deps,
    buyer,
    workspaceId,
  )((scope) => {
    assertPermitted(scope.caller, 'billing:manage');
    return payerOf(scope);
  });
  const { client } = requireStripe(deps);
  const { customerId } = payer;
  if (customerId === null) {
    throw new AppError('CONFLICT', { message: 'Nothing was paid for here yet.' });
  }
  const returnUrl = `${deps.publicUrl}/w/${workspaceId}/settings?tab=plan`;
  return viaStripe(deps.log, () =>
    openAtStripe(client, { operationId: id, customerId, returnUrl }),
  );
}
