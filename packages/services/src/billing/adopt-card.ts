import { PaymentError } from '@geko/payments/payment-error';
import { listCards, setDefaultCard } from '@geko/payments/stripe/cards';
import type { Truth } from '@geko/payments/stripe/fetch-truth';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import type { Deps } from '../deps.ts';
import { listStopped } from './resume-top-ups.ts';

/**
 * A card that was entered on Stripe's page for the cards is charged from now on where no other is, or where the one that was
 * has failed automatic top-up. Asks Stripe, so in no transaction.
 * @throws PaymentError
 */
export async function adoptCard(
  { db }: Pick<Deps, 'db'>,
  { client }: StripeRail,
  { facts, event }: Truth,
): Promise<void> {
  if (facts.kind !== 'setup' || facts.state !== 'done' || facts.mark.purpose !== 'card') return;
  const { customerId, cardId, setupIntentId: operationId } = facts;
  if (customerId === null || cardId === null) return;
  const cards = await listCards(client, { customerId });
  const stopped = await listStopped(db, { customerId, before: event.createdAt });
  if (cards.some(({ isDefault }) => isDefault) && stopped.length === 0) return;
  await setDefaultCard(client, { operationId, customerId, cardId }).catch((error: unknown) => {
    // Removed since.
    if (!(error instanceof PaymentError) || error.code !== 'not_found') throw error;
  });
}
