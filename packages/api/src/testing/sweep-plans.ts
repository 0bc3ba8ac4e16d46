import { randomUUID } from 'node:crypto';
import type { Tx } from '@geko/db/client';
import { planSubscriptions } from '@geko/db/schema/subscriptions';
import { startPlanCheckout } from '@geko/payments/stripe/start-checkout';
import type { StripeClient } from '@geko/payments/stripe/make-client';
import type { Place } from './sweep-content.ts';

const CENTS = 2_900;
const MONTH_MS = 2_592_000_000;

/** A plan that the place subscribes to; at Stripe's double as well, where there is one. */
export async function writePlan(
  tx: Tx,
  { tenantId, workspaceId, userId }: Place,
  { stripe, isEnding }: { stripe: StripeClient | null; isEnding: boolean },
): Promise<void> {
  const id = randomUUID();
  const now = new Date();
  const there =
    stripe === null
      ? { customerId: `cus_${id}`, subscriptionId: `sub_${id}` }
      : await subscribe(stripe, { id, workspaceId });
  await tx.insert(planSubscriptions).values({
    tenantId,
    workspaceId,
    id,
    planId: 'pro',
    priceCents: CENTS,
    trialDays: 0,
    state: 'active',
    rank: 2,
    askedAt: now,
    ...there,
    periodStartAt: now,
    periodEndAt: new Date(now.getTime() + MONTH_MS),
    isEnding,
    begunBy: userId,
    begunAt: now,
  });
}

/** Pays on the double's page. */
async function subscribe(
  stripe: StripeClient,
  { id, workspaceId }: { id: string; workspaceId: string },
): Promise<{ customerId: string; subscriptionId: string }> {
  const { id: customerId } = await stripe.customers.create({ name: 'of the sweep' });
  const { sessionId: session, url } = await startPlanCheckout(stripe, {
    operationId: id,
    workspaceId,
    customerId,
    successUrl: 'https://geko.example',
    cancelUrl: 'https://geko.example',
    isTaxAutomatic: false,
    plan: 'pro',
    trialDays: 0,
    priceCents: CENTS,
  });
  const answer = await fetch(new URL('/_fake/pay', url), {
    method: 'POST',
    body: JSON.stringify({ session }),
  });
  const { result } = (await answer.json()) as { result: { subscription: string } };
  return { customerId, subscriptionId: result.subscription };
}
