import type Stripe from 'stripe';
import { LEAST_TOP_UP_CENTS, MOST_TOP_UP_CENTS } from '@geko/contracts/credit-packs';
import type { CreditPackId } from '@geko/contracts/credit-packs';
import { PaymentError } from '../payment-error.ts';
import { askStripe } from './ask-stripe.ts';
import { CREDITS_PRODUCT_ID, CURRENCY, packLookupKeys, planLookupKeys } from './catalogue.ts';
import type { SoldPlanId } from './catalogue.ts';
import { markOf } from './facts/ours.ts';
import { momentOf } from './facts/read-stripe.ts';
import { findPriceId } from './find-price.ts';
import { writeOnce } from './write-once.ts';

/** A hosted page of Stripe's that waits to be opened. */
export type StartedCheckout = { sessionId: string; url: string; expiresAt: Date };

export type CheckoutWish = {
  operationId: string;
  workspaceId: string;
  customerId: string;
  /** Where the browser goes; `{CHECKOUT_SESSION_ID}` in it becomes the session's id. */
  successUrl: string;
  cancelUrl: string;
  /** Whether Stripe Tax reckons tax and asks for the address; the operator has to have it switched on there. */
  isTaxAutomatic: boolean;
};

type SessionParams = Stripe.Checkout.SessionCreateParams;

/** What all sessions have in common. */
function baseOf(wish: CheckoutWish) {
  return {
    customer: wish.customerId,
    client_reference_id: wish.workspaceId,
    success_url: wish.successUrl,
    cancel_url: wish.cancelUrl,
    allowed_payment_method_types: ['card'],
  } satisfies SessionParams;
}

function taxOf({ isTaxAutomatic }: CheckoutWish): SessionParams {
  if (!isTaxAutomatic) return {};
  return {
    automatic_tax: { enabled: true },
    tax_id_collection: { enabled: true },
    customer_update: { address: 'auto', name: 'auto' },
  };
}

async function start(
  stripe: Stripe,
  operationId: string,
  params: SessionParams,
): Promise<StartedCheckout> {
  const session = await stripe.checkout.sessions.create(params, writeOnce(operationId, 'checkout'));
  if (session.url === null) throw new PaymentError('conflict', { doing: 'startCheckout' });
  return { sessionId: session.id, url: session.url, expiresAt: momentOf(session.expires_at) };
}

/**
 * A page on which a plan is subscribed to; paygo costs nothing there and keeps the card. trialDays: 0 = no trial.
 * priceCents: as it was shown here.
 * @throws PaymentError misconfigured without `geko stripe sync`, or where Stripe has another price.
 */
export async function startPlanCheckout(
  stripe: Stripe,
  wish: CheckoutWish & { plan: SoldPlanId; trialDays: number; priceCents: number },
): Promise<StartedCheckout> {
  const metadata = markOf(wish.operationId, { workspaceId: wish.workspaceId, purpose: 'plan' });
  return askStripe('startPlanCheckout', async () =>
    start(stripe, wish.operationId, {
      ...baseOf(wish),
      ...taxOf(wish),
      mode: 'subscription',
      payment_method_collection: 'always',
      line_items: [
        {
          price: await findPriceId(stripe, planLookupKeys[wish.plan], wish.priceCents),
          quantity: 1,
        },
      ],
      metadata,
      subscription_data: {
        metadata,
        ...(wish.trialDays > 0 && { trial_period_days: wish.trialDays }),
      },
    }),
  );
}

/** A pack of credit, or as many cents' worth of it. */
export type TopUp = { pack: CreditPackId } | { amountCents: number };

/**
 * A page on which credit is bought once. isCardKept: the card can be charged later for automatic top-up.
 * @throws PaymentError; RangeError for an amount out of its bounds.
 */
export async function startTopUp(
  stripe: Stripe,
  wish: CheckoutWish & { topUp: TopUp; isCardKept: boolean },
): Promise<StartedCheckout> {
  const metadata = markOf(wish.operationId, { workspaceId: wish.workspaceId, purpose: 'top_up' });
  return askStripe('startTopUp', async () =>
    start(stripe, wish.operationId, {
      ...baseOf(wish),
      ...taxOf(wish),
      mode: 'payment',
      line_items: [await topUpLine(stripe, wish.topUp)],
      metadata,
      payment_intent_data: {
        metadata,
        ...(wish.isCardKept && { setup_future_usage: 'off_session' as const }),
      },
    }),
  );
}

async function topUpLine(
  stripe: Stripe,
  topUp: TopUp,
): Promise<Stripe.Checkout.SessionCreateParams.LineItem> {
  if ('pack' in topUp) {
    return { price: await findPriceId(stripe, packLookupKeys[topUp.pack]), quantity: 1 };
  }
  const { amountCents } = topUp;
  const isWithin = amountCents >= LEAST_TOP_UP_CENTS && amountCents <= MOST_TOP_UP_CENTS;
  if (!Number.isInteger(amountCents) || !isWithin) {
    throw new RangeError(`a top-up is ${LEAST_TOP_UP_CENTS} to ${MOST_TOP_UP_CENTS} whole cents`);
  }
  return {
    quantity: 1,
    price_data: {
      currency: CURRENCY,
      product: CREDITS_PRODUCT_ID,
      tax_behavior: 'exclusive',
      unit_amount: amountCents,
    },
  };
}

/**
 * A page on which a card is kept without a payment.
 * @throws PaymentError
 */
export async function startCardSetup(
  stripe: Stripe,
  wish: Omit<CheckoutWish, 'isTaxAutomatic'>,
): Promise<StartedCheckout> {
  const metadata = markOf(wish.operationId, { workspaceId: wish.workspaceId, purpose: 'card' });
  return askStripe('startCardSetup', () =>
    start(stripe, wish.operationId, {
      ...baseOf({ ...wish, isTaxAutomatic: false }),
      mode: 'setup',
      currency: CURRENCY,
      metadata,
      setup_intent_data: { metadata },
    }),
  );
}

/**
 * Closes a page that nobody should pay on any more.
 * @throws PaymentError conflict or refused when it was paid or has expired.
 */
export async function expireCheckout(
  stripe: Stripe,
  { operationId, sessionId }: { operationId: string; sessionId: string },
): Promise<void> {
  await askStripe('expireCheckout', () =>
    stripe.checkout.sessions.expire(sessionId, {}, writeOnce(operationId, 'expire-checkout')),
  );
}
