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
  await sellPlans(rail);
  return { stripe, rail };
}

/** Makes known at Stripe what Geko sells. */
export async function sellPlans({ client }: StripeRail): Promise<void> {
  await syncCatalogue(client, { operationId: 'sync', plans: planTable });
}
