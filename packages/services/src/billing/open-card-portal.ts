import type { OpenPortal, StripePage } from '@geko/contracts/cards';
import { openPortal } from '@geko/payments/stripe/open-portal';
import { writeAudit } from '../audit/write-audit.ts';
import { insideOf, type Buyer } from './buyer.ts';
import { requireHolder, type CardDeps } from './card-holder.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

/**
 * Stripe's own page of the company, with its cards, receipts and invoices; good for a few minutes.
 * @throws AppError FORBIDDEN; CONFLICT where payments are not set up; UNAVAILABLE
 */
export async function openCardPortal(
  deps: CardDeps,
  holder: Buyer,
  { workspaceId, id, tab }: OpenPortal,
): Promise<StripePage> {
  const customerId = await requireHolder(deps, holder, { workspaceId, id });
  const { client } = requireStripe(deps);
  const returnUrl = `${deps.publicUrl}/w/${workspaceId}/settings?tab=${tab}`;
  const { url } = await viaStripe(deps.log, () =>
    openPortal(client, { operationId: id, customerId, returnUrl }),
  );
  await insideOf(
    deps,
    holder,
    workspaceId,
  )((scope) => writeAudit(scope, { action: 'card.open_portal', objectId: id }));
  return { url };
}
