import type { CardList } from '@geko/contracts/cards';
import type { Buyer } from './buyer.ts';
import { findHolder, type CardDeps } from './card-holder.ts';
import { keptCards } from './kept-cards.ts';

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
  const cards = await keptCards(deps, customerId);
  return {
    cards: cards.map(({ cardId, brand, last4, expiresMonth, expiresYear, isDefault }) => {
      return { cardId, brand, last4, expiresMonth, expiresYear, isDefault };
    }),
  };
}
