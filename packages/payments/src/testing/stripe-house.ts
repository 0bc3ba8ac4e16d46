import type Stripe from 'stripe';
import { startFakeStripe } from '@geko/fake-stripe/fake-stripe';
import type { FakeStripe, FakeStripeOptions } from '@geko/fake-stripe/fake-stripe';
import { planTable } from '@geko/contracts/plans';
import { ensureCustomer } from '../stripe/ensure-customer.ts';
import { fetchTruth } from '../stripe/fetch-truth.ts';
import type { Truth } from '../stripe/fetch-truth.ts';
import { makeStripeClient } from '../stripe/make-client.ts';
import { startPlanCheckout } from '../stripe/start-checkout.ts';
import type { CheckoutWish } from '../stripe/start-checkout.ts';
import { syncCatalogue } from '../stripe/sync-catalogue.ts';

export const WORKSPACE = 'workspace-1';

/** A double with a synced catalogue, the real SDK before it, and one customer. */
export async function openStripeHouse(options: FakeStripeOptions = {}) {
  const fake = await startFakeStripe(options);
  const stripe = makeStripeClient({ secretKey: fake.secretKey, baseUrl: fake.url });
  let made = 0;
  /** A new operation id at each call. */
  const operation = () => `operation-${(made += 1)}`;
  await syncCatalogue(stripe, { operationId: operation(), plans: planTable });
  const newCustomer = async (tenantId = 'tenant-1') => {
    const { customerId } = await ensureCustomer(stripe, {
      operationId: operation(),
      tenantId,
      name: 'Ada Ltd',
      email: `${tenantId}@example.com`,
      customerId: null,
    });
    return customerId;
  };
  const wishOf = (customerId: string): CheckoutWish => ({
    operationId: operation(),
    workspaceId: WORKSPACE,
    customerId,
    successUrl: 'https://geko.example/done?session={CHECKOUT_SESSION_ID}',
    cancelUrl: 'https://geko.example/plans',
    isTaxAutomatic: false,
  });
  /** A paid subscription; its id, and that of its card. */
  const subscribe = async (
    customerId: string,
    {
      plan = 'pro' as const,
      card = 'pm_card_visa',
    }: { plan?: 'pro' | 'paygo'; card?: string } = {},
  ) => {
    const started = await startPlanCheckout(stripe, {
      ...wishOf(customerId),
      plan,
      trialDays: 0,
      priceCents: planTable[plan].priceCentsPerMonth ?? 0,
    });
    const { subscription } = fake.pay(started.sessionId, { card });
    const found = fake.find('subscription', subscription ?? '');
    return {
      subscriptionId: subscription ?? '',
      cardId: found?.default_payment_method ?? '',
      invoiceId: found?.latest_invoice ?? '',
    };
  };
  /** What `fetchTruth` says to the newest event of a type. */
  const truthOf = (type: string): Promise<Truth> => fetchTruth(stripe, eventOf(fake, type));
  return { fake, stripe, operation, newCustomer, wishOf, subscribe, truthOf };
}

/** The newest event of a type, as `readEvent` gives it. */
export function eventOf(fake: FakeStripe, type: string) {
  const event = fake.events().findLast((each) => each.type === type);
  if (event === undefined) throw new Error(`no ${type} happened`);
  const { id, object } = event.data.object as { id: string; object: string };
  return {
    eventId: event.id,
    type,
    createdAt: new Date(event.created * 1000),
    isLive: event.livemode,
    accountId: null,
    apiVersion: event.api_version,
    object: { type: object, id },
  };
}

export type StripeHouse = Awaited<ReturnType<typeof openStripeHouse>> & { stripe: Stripe };
