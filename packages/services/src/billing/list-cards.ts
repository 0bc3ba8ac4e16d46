import type { CardList } from '@geko/contracts/cards';
import { listCards as listAtStripe } from '@geko/payments/stripe/cards';
import { type Buyer } from './buyer.ts';
import { findHolder, type CardDeps } from './card-holder.ts';
import { viaStripe } from './stripe-rail.ts';

/**
 * The cards of the company, the newest first; none where payments are not set up.
 * @throws AppError FORBIDDEN; UNAVAILABLE
 */
export async function listCards(
  deps: CardDeps,
  holder: Buyer,
  { workspaceId }: { workspaceId: string },
): Promise<CardList> {
  const customerId = await findHolder(deps, holder, workspaceId);
  const { stripe } = deps;
  if (stripe === null || customerId === null) return { cards: [] };
  const cards = await viaStripe(deps.log, () => listAtStripe(stripe.client, { customerId }));
  return {
    cards: cards.map(({ cardId, brand, last4, expiresMonth, expiresYear, isDefault }) => {
      return { cardId, brand, last4, expiresMonth, expiresYear, isDefault };
    }),
  };
}
