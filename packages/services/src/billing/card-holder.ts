import { ensureCustomer } from '@geko/payments/stripe/ensure-customer';
import { assertPermitted } from '../access/in-workspace.ts';
import type { Deps } from '../deps.ts';
import { insideOf, type Buyer } from './buyer.ts';
import { findCustomer, keepCustomer, readBuyer } from './stripe-customer.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

export type CardDeps = Pick<Deps, 'db' | 'now' | 'newId' | 'stripe' | 'publicUrl' | 'log'>;

/** Who the company of somebody who may see its bills is at Stripe; null = it has not been there yet. */
export function findHolder(
  deps: CardDeps,
  holder: Buyer,
  workspaceId: string,
): Promise<string | null> {
  return insideOf(
    deps,
    holder,
    workspaceId,
  )(({ tx, caller }) => {
    assertPermitted(caller, 'billing:view');
    return findCustomer(tx, caller);
  });
}

/**
 * Who the company of somebody who may pay for it is at Stripe; made there where it is not yet.
 * @throws AppError FORBIDDEN; CONFLICT where payments are not set up; UNAVAILABLE
 */
export async function requireHolder(
  deps: CardDeps,
  holder: Buyer,
  { workspaceId, id }: { workspaceId: string; id: string },
): Promise<string> {
  const inside = insideOf(deps, holder, workspaceId);
  const buyer = await inside((scope) => {
    assertPermitted(scope.caller, 'billing:manage');
    return readBuyer(scope);
  });
  const { client } = requireStripe(deps);
  const { customerId } = await viaStripe(deps.log, () =>
    ensureCustomer(client, { operationId: id, ...buyer }),
  );
  if (customerId !== buyer.customerId) await inside((scope) => keepCustomer(scope, customerId));
  return customerId;
}
