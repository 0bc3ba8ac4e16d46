import { planTable } from '@geko/contracts/plans';
import { startFakeStripe, type FakeStripe } from '@geko/fake-stripe/fake-stripe';
import { openRail, type StripeRail } from '@geko/payments/stripe/open-rail';
import { syncCatalogue } from '@geko/payments/stripe/sync-catalogue';

/** A double of Stripe that knows what Geko sells, and the rail to it. */
export async function startTestStripe(): Promise<{ stripe: FakeStripe; rail: StripeRail }> {
  const stripe = await startFakeStripe();
  const { secretKey, url: baseUrl, webhookSecret } = stripe;
  const rail = openRail({ secretKey, baseUrl, webhookSecret, isTaxAutomatic: false });
  if (rail === null) throw new Error('there is no rail');
  await syncCatalogue(rail.client, { operationId: 'sync', plans: planTable });
  return { stripe, rail };
}
