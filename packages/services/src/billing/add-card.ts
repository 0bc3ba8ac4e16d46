import type { AddCard, StripePage } from '@geko/contracts/cards';
import { startCardSetup } from '@geko/payments/stripe/start-checkout';
import { writeAudit } from '../audit/write-audit.ts';
import { insideOf, type Buyer } from './buyer.ts';
import { requireHolder, type CardDeps } from './card-holder.ts';
import { requireStripe, viaStripe } from './stripe-rail.ts';

/**
 * Begins to keep a card: the page at Stripe on which it is entered. Nothing of its number comes by us.
 * @throws AppError FORBIDDEN; CONFLICT where payments are not set up; UNAVAILABLE
 */
export async function addCard(
  deps: CardDeps,
  holder: Buyer,
  { workspaceId, id }: AddCard,
): Promise<StripePage> {
  const customerId = await requireHolder(deps, holder, { workspaceId, id });
  const { client } = requireStripe(deps);
  const back = `${deps.publicUrl}/w/${workspaceId}/settings?tab=wallet`;
  const wish = { operationId: id, workspaceId, customerId, cancelUrl: back };
  const { url } = await viaStripe(deps.log, () =>
    startCardSetup(client, { ...wish, successUrl: `${back}&card=added` }),
  );
  await insideOf(
    deps,
    holder,
    workspaceId,
  )((scope) => writeAudit(scope, { action: 'card.add', objectId: id }));
  return { url };
}
