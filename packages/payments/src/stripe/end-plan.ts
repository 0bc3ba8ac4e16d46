import type Stripe from 'stripe';
import { askStripe } from './ask-stripe.ts';
import { subscriptionFacts } from './facts/subscription-facts.ts';
import type { SubscriptionFacts } from './facts/subscription-facts.ts';
import { writeOnce } from './write-once.ts';

type Wish = { operationId: string; subscriptionId: string };

/**
 * Lets a subscription end with its period, which is paid for.
 * @throws PaymentError
 */
export function endPlanAtPeriodEnd(stripe: Stripe, wish: Wish): Promise<SubscriptionFacts> {
  return askStripe('endPlanAtPeriodEnd', () => update(stripe, wish, true));
}

/**
 * Takes that back, as long as the period lasts.
 * @throws PaymentError not_found once it has ended.
 */
export function resumePlan(stripe: Stripe, wish: Wish): Promise<SubscriptionFacts> {
  return askStripe('resumePlan', () => update(stripe, wish, false));
}

async function update(
  stripe: Stripe,
  { operationId, subscriptionId }: Wish,
  isEnding: boolean,
): Promise<SubscriptionFacts> {
  return subscriptionFacts(
    await stripe.subscriptions.update(
      subscriptionId,
      { cancel_at_period_end: isEnding },
      writeOnce(operationId, isEnding ? 'end-plan' : 'resume-plan'),
    ),
  );
}

/**
 * Ends a subscription at once, without giving anything back.
 * @throws PaymentError not_found when it has ended already.
 */
export function endPlanNow(
  stripe: Stripe,
  { operationId, subscriptionId }: Wish,
): Promise<SubscriptionFacts> {
  return askStripe('endPlanNow', async () =>
    subscriptionFacts(
      await stripe.subscriptions.cancel(
        subscriptionId,
        { invoice_now: false, prorate: false },
        writeOnce(operationId, 'end-plan-now'),
      ),
    ),
  );
}
