import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright';
import { planTable } from '@geko/contracts/plans';
import { startFakeStripe, type FakeStripe } from '@geko/fake-stripe/fake-stripe';
import { makeStripeClient } from '@geko/payments/stripe/make-client';
import { syncCatalogue } from '@geko/payments/stripe/sync-catalogue';
import { openMailHouse, type MailHouse } from './mail-house.ts';

export type StripeHouse = {
  stripe: FakeStripe;
  house: MailHouse;
  /** Where Stripe tells of what happened. */
  webhook: string;
  stop: () => Promise<void>;
};

/** An installation of its own that is paid at a double of Stripe, where everything that it sells is for sale. */
export async function openStripeHouse(): Promise<StripeHouse> {
  const stripe = await startFakeStripe();
  const { secretKey, webhookSecret, url } = stripe;
  try {
    await syncCatalogue(makeStripeClient({ secretKey, baseUrl: url }), {
      operationId: randomUUID(),
      plans: planTable,
    });
    const house = await openMailHouse({
      STRIPE_SECRET_KEY: secretKey,
      STRIPE_WEBHOOK_SECRET: webhookSecret,
      STRIPE_BASE_URL: url,
    });
    const stop = async (): Promise<void> => {
      await house.stop();
      await stripe.close();
    };
    return { stripe, house, webhook: `${house.url}/api/webhooks/stripe`, stop };
  } catch (error) {
    await stripe.close();
    throw error;
  }
}

/** Fills in the form of a page of Stripe's and sends it. */
export async function enterCard(page: Page, card: string, button: string): Promise<void> {
  await page.getByLabel('Card number').fill(card);
  await page.getByLabel('Name on card').fill('Ada Lovelace');
  await page.getByRole('button', { name: button }).click();
}
