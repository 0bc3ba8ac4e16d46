import { PaymentError } from '@geko/payments/payment-error';
import { listCards, setDefaultCard } from '@geko/payments/stripe/cards';
import type { Truth } from '@geko/payments/stripe/fetch-truth';
import type { SubscriptionFacts } from '@geko/payments/stripe/facts/subscription-facts';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import type { Deps } from '../deps.ts';
import { listStopped } from './resume-top-ups.ts';

/**
 * A card that was entered on a page of Stripe's, for the cards or with a plan, is charged from now on where no other is, or
 * where the one that was has failed automatic top-up: invoices for use are charged to it too. Asks Stripe, so in no
 * transaction. plan: the subscription that the event is about.
 * @throws PaymentError
 */
export async function adoptCard(
  { db }: Pick<Deps, 'db'>,
  { client }: StripeRail,
  { truth: { facts, event }, plan }: { truth: Truth; plan: SubscriptionFacts | null },
): Promise<void> {
  const entered = enteredIn(facts) ?? (facts.kind === 'checkout' ? enteredWith(plan) : null);
  if (entered === null) return;
  const { operationId, customerId, cardId } = entered;
  const cards = await listCards(client, { customerId });
  const stopped = await listStopped(db, { customerId, before: event.createdAt });
  if (cards.some(({ isDefault }) => isDefault) && stopped.length === 0) return;
  await setDefaultCard(client, { operationId, customerId, cardId }).catch((error: unknown) => {
    // Removed since.
    if (!(error instanceof PaymentError) || error.code !== 'not_found') throw error;
  });
}

type Entered = { operationId: string; customerId: string; cardId: string };

function enteredIn(facts: Truth['facts']): Entered | null {
  if (facts.kind !== 'setup' || facts.state !== 'done' || facts.mark.purpose !== 'card')
    return null;
  const { customerId, cardId, setupIntentId: operationId } = facts;
  return customerId === null || cardId === null ? null : { operationId, customerId, cardId };
}

/** Stripe keeps it with the subscription alone. */
function enteredWith(plan: SubscriptionFacts | null): Entered | null {
  if (plan === null || plan.mark.purpose !== 'plan' || plan.state === 'ended') return null;
  const { customerId, cardId, subscriptionId: operationId } = plan;
  return customerId === null || cardId === null ? null : { operationId, customerId, cardId };
}
