import type { Truth } from '@geko/payments/stripe/fetch-truth';
import { fetchTruth } from '@geko/payments/stripe/fetch-truth';
import type { SubscriptionFacts } from '@geko/payments/stripe/facts/subscription-facts';
import type { StripeClient } from '@geko/payments/stripe/make-client';

/**
 * The subscription that an event is about, as it is now: its own, that of an invoice, or the one that a page has begun.
 * null = it is about none. @throws PaymentError
 */
export async function planFactsOf(
  client: StripeClient,
  { event, facts }: Truth,
): Promise<SubscriptionFacts | null> {
  if (facts.kind === 'subscription') return facts;
  if (facts.kind !== 'invoice' && facts.kind !== 'checkout') return null;
  const { subscriptionId: id } = facts;
  if (id === null) return null;
  const found = await fetchTruth(client, { ...event, object: { type: 'subscription', id } });
  return found.facts.kind === 'subscription' ? found.facts : null;
}
