import type Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';
import { subscriptionFacts } from './facts/subscription-facts.ts';
import type { SubscriptionFacts } from './facts/subscription-facts.ts';

/**
 * All subscriptions of a customer, ended ones too, the newest first: what a webhook that never came would have told.
 * @throws PaymentError
 */
export function listSubscriptions(
  stripe: Stripe,
  { customerId }: { customerId: string },
): Promise<SubscriptionFacts[]> {
  return askStripe('listSubscriptions', async () => {
    const found: SubscriptionFacts[] = [];
    const pages = stripe.subscriptions.list({ customer: customerId, status: 'all', limit: 100 });
    for await (const subscription of pages) found.push(subscriptionFacts(subscription));
    return found;
  });
}
