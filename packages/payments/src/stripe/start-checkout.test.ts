import { afterEach, beforeEach, expect, test } from 'vitest';
import { eventOf, openStripeHouse, WORKSPACE } from '../testing/stripe-house.ts';
import { fetchTruth } from './fetch-truth.ts';
import { expireCheckout, startCardSetup, startPlanCheckout, startTopUp } from './start-checkout.ts';

let house: Awaited<ReturnType<typeof openStripeHouse>>;
let customerId: string;
beforeEach(async () => {
  house = await openStripeHouse();
  customerId = await house.newCustomer();
});
afterEach(() => house.fake.close());

test('Pro: a page, a payment, and every event of it leads to the same invoice', async () => {
  const { fake, stripe } = house;
  const started = await startPlanCheckout(stripe, {
    ...house.wishOf(customerId),
    plan: 'pro',
    trialDays: 0,
    priceCents: 2_900,
  });
  expect(started.url).toBe(`${fake.url}/c/pay/${started.sessionId}`);
  expect(started.expiresAt.getTime()).toBeGreaterThan(Date.now());
  const before = fake.events().length;
  fake.pay(started.sessionId);
  const types = fake
    .events()
    .slice(before)
    .map(({ type }) => type);
  expect(types).toEqual([
    'payment_method.attached',
    'customer.subscription.created',
    'invoice.created',
    'invoice.finalized',
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'invoice_payment.paid',
    'invoice.paid',
    'invoice.payment_succeeded',
    'customer.subscription.updated',
    'checkout.session.completed',
  ]);
  const subscription = await house.truthOf('customer.subscription.created');
  expect(subscription).toMatchObject({
    moneyId: null,
    facts: {
      kind: 'subscription',
      customerId,
      mark: { workspaceId: WORKSPACE, purpose: 'plan' },
      state: 'active',
      lookupKey: 'geko_pro_monthly',
      productId: 'geko_pro',
      priceCents: 2900,
      currency: 'usd',
      isLive: false,
      isEndingAtPeriodEnd: false,
      trialEndAt: null,
    },
  });
  const invoice = await house.truthOf('invoice.paid');
  expect(invoice.facts).toMatchObject({
    kind: 'invoice',
    state: 'paid',
    totalCents: 2900,
    paidCents: 2900,
    taxCents: 0,
    reason: 'subscription_create',
    productIds: ['geko_pro'],
  });
  const moneyIds = new Set<string | null>();
  for (const type of ['invoice.paid', 'charge.succeeded', 'payment_intent.succeeded']) {
    moneyIds.add((await house.truthOf(type)).moneyId);
  }
  moneyIds.add((await house.truthOf('checkout.session.completed')).moneyId);
  expect(moneyIds.size).toBe(1);
  expect([...moneyIds][0]).toMatch(/^in_/u);
});

test('paygo keeps a card and costs nothing', async () => {
  const { fake, stripe } = house;
  const wish = {
    ...house.wishOf(customerId),
    plan: 'paygo' as const,
    trialDays: 0,
    priceCents: 0,
  };
  const { sessionId } = await startPlanCheckout(stripe, wish);
  fake.pay(sessionId);
  const { facts } = await house.truthOf('customer.subscription.updated');
  expect(facts).toMatchObject({ state: 'active', lookupKey: 'geko_paygo_monthly', priceCents: 0 });
  expect(facts.kind === 'subscription' && facts.cardId).toMatch(/^pm_/u);
  expect(fake.events().some(({ type }) => type === 'charge.succeeded')).toBe(false);
  const checkout = await house.truthOf('checkout.session.completed');
  expect(checkout.facts).toMatchObject({ isPaid: true, totalCents: 0, mode: 'subscription' });
});

test('a trial is not charged until it ends', async () => {
  const { fake, stripe } = house;
  const wish = {
    ...house.wishOf(customerId),
    plan: 'pro' as const,
    trialDays: 14,
    priceCents: 2_900,
  };
  const { sessionId } = await startPlanCheckout(stripe, wish);
  const subscriptionId = fake.pay(sessionId).subscription ?? '';
  const begun = (await house.truthOf('customer.subscription.created')).facts;
  expect(begun).toMatchObject({ state: 'trialing', rank: 1 });
  expect(fake.events().some(({ type }) => type === 'charge.succeeded')).toBe(false);
  fake.endPeriod(subscriptionId);
  const later = (await house.truthOf('customer.subscription.updated')).facts;
  expect(later).toMatchObject({ state: 'active', rank: 2 });
  expect((await house.truthOf('invoice.paid')).facts).toMatchObject({ totalCents: 2900 });
});

test('top-ups: a pack, an amount of one’s own, and a card that is kept', async () => {
  const { fake, stripe } = house;
  const wish = house.wishOf(customerId);
  const pack = await startTopUp(stripe, { ...wish, topUp: { pack: 'medium' }, isCardKept: true });
  fake.pay(pack.sessionId);
  const paid = await house.truthOf('checkout.session.completed');
  expect(paid.facts).toMatchObject({
    kind: 'checkout',
    mode: 'payment',
    state: 'complete',
    isPaid: true,
    totalCents: 2500,
    currency: 'usd',
    items: [
      {
        productId: 'geko_credits',
        lookupKey: 'geko_credits_medium',
        quantity: 1,
        subtotalCents: 2500,
      },
    ],
    mark: { operationId: wish.operationId, workspaceId: WORKSPACE, purpose: 'top_up' },
  });
  const payment = await house.truthOf('payment_intent.succeeded');
  expect(payment.moneyId).toBe(paid.moneyId);
  expect(payment.moneyId).toMatch(/^pi_/u);
  expect(payment.facts).toMatchObject({
    kind: 'payment',
    state: 'paid',
    receivedCents: 2500,
    refundedCents: 0,
    invoiceId: null,
    mark: { purpose: 'top_up' },
  });
  expect((await house.truthOf('payment_method.attached')).facts).toMatchObject({
    kind: 'card',
    customerId,
    last4: '4242',
  });
  const own = await startTopUp(stripe, {
    ...house.wishOf(customerId),
    topUp: { amountCents: 1234 },
    isCardKept: false,
  });
  fake.pay(own.sessionId);
  expect((await house.truthOf('checkout.session.completed')).facts).toMatchObject({
    totalCents: 1234,
    items: [{ productId: 'geko_credits', lookupKey: null, subtotalCents: 1234 }],
  });
});

test.each([499, 100_001, 1000.5, Number.NaN])(
  'a top-up of %d cents is not asked for',
  async (cents) => {
    const wish = { ...house.wishOf(customerId), topUp: { amountCents: cents }, isCardKept: false };
    await expect(startTopUp(house.stripe, wish)).rejects.toThrow(RangeError);
  },
);

test('tax comes from what Stripe says', async () => {
  const { fake, stripe } = house;
  fake.setTax(1900);
  const wish = { ...house.wishOf(customerId), isTaxAutomatic: true };
  const topUp = await startTopUp(stripe, { ...wish, topUp: { pack: 'small' }, isCardKept: false });
  fake.pay(topUp.sessionId);
  expect((await house.truthOf('checkout.session.completed')).facts).toMatchObject({
    subtotalCents: 1000,
    taxCents: 190,
    totalCents: 1190,
  });
  expect((await house.truthOf('payment_intent.succeeded')).facts).toMatchObject({
    receivedCents: 1190,
  });
});

test('a card can be kept without a payment', async () => {
  const { fake, stripe } = house;
  const { sessionId } = await startCardSetup(stripe, house.wishOf(customerId));
  fake.pay(sessionId, { card: 'pm_card_mastercard' });
  expect((await house.truthOf('setup_intent.succeeded')).facts).toMatchObject({
    kind: 'setup',
    state: 'done',
    customerId,
    cardId: expect.stringMatching(/^pm_/u) as string,
    mark: { purpose: 'card' },
  });
});

test('a declined card leaves the page open for another one', async () => {
  const { fake, stripe } = house;
  const wish = {
    ...house.wishOf(customerId),
    plan: 'pro' as const,
    trialDays: 0,
    priceCents: 2_900,
  };
  const { sessionId } = await startPlanCheckout(stripe, wish);
  for (const card of ['4000 0000 0000 0002', 'pm_card_chargeCustomerFail']) {
    expect(() => fake.pay(sessionId, { card })).toThrow('declined');
  }
  expect(fake.events().some(({ type }) => type === 'customer.subscription.created')).toBe(false);
  expect(fake.find('checkout.session', sessionId)?.status).toBe('open');
  fake.pay(sessionId);
  expect(fake.find('checkout.session', sessionId)?.status).toBe('complete');
});

test('the same operation opens the same page; an expired one cannot be paid', async () => {
  const { fake, stripe, operation } = house;
  const wish = {
    ...house.wishOf(customerId),
    plan: 'pro' as const,
    trialDays: 0,
    priceCents: 2_900,
  };
  const [one, two] = [await startPlanCheckout(stripe, wish), await startPlanCheckout(stripe, wish)];
  expect(two).toEqual(one);
  await expireCheckout(stripe, { operationId: operation(), sessionId: one.sessionId });
  expect(() => fake.pay(one.sessionId)).toThrow('expired');
  expect((await house.truthOf('checkout.session.expired')).facts).toMatchObject({
    state: 'expired',
    isPaid: false,
  });
  const again = expireCheckout(stripe, { operationId: operation(), sessionId: one.sessionId });
  await expect(again).rejects.toMatchObject({ code: 'refused' });
});

test('without a synced catalogue the operator is named', async () => {
  const { fake, stripe } = house;
  fake.reset();
  const started = startPlanCheckout(stripe, {
    ...house.wishOf('cus_x'),
    plan: 'pro',
    trialDays: 0,
    priceCents: 2_900,
  });
  await expect(started).rejects.toMatchObject({
    code: 'misconfigured',
    facts: { param: 'geko_pro_monthly' },
  });
});

test('a price that was changed here and not at Stripe sells nothing', async () => {
  const { stripe } = house;
  const started = startPlanCheckout(stripe, {
    ...house.wishOf(customerId),
    plan: 'pro',
    trialDays: 0,
    priceCents: 3_900,
  });
  await expect(started).rejects.toMatchObject({ code: 'misconfigured' });
});

test('what Stripe no longer has is gone, and what means nothing to us is ignored', async () => {
  const { fake, stripe } = house;
  await house.subscribe(customerId);
  const event = eventOf(fake, 'invoice.paid');
  const missing = { ...event, object: { type: 'invoice', id: 'in_missing' } };
  expect((await fetchTruth(stripe, missing)).facts).toEqual({ kind: 'gone' });
  expect((await house.truthOf('customer.created')).facts).toEqual({ kind: 'ignored' });
});
