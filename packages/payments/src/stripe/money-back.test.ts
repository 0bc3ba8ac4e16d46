import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStripeHouse, WORKSPACE } from '../testing/stripe-house.ts';
import { chargeOffSession } from './charge-off-session.ts';
import { findAccount } from './find-account.ts';
import { listMonth } from './list-month.ts';
import { refundPayment } from './refund-payment.ts';
import { startTopUp } from './start-checkout.ts';

let house: Awaited<ReturnType<typeof openStripeHouse>>;
let customerId: string;
beforeEach(async () => {
  house = await openStripeHouse();
  customerId = await house.newCustomer();
});
afterEach(() => house.fake.close());

async function topUp(): Promise<string> {
  const { fake, stripe } = house;
  const wish = house.wishOf(customerId);
  const started = await startTopUp(stripe, { ...wish, topUp: { pack: 'small' }, isCardKept: true });
  return fake.pay(started.sessionId).payment_intent ?? '';
}

test('a part goes back, then the rest; more never', async () => {
  const { stripe, operation } = house;
  const paymentIntentId = await topUp();
  const refund = (amountCents: number | null, operationId = operation()) =>
    refundPayment(stripe, {
      operationId,
      paymentIntentId,
      amountCents,
      reason: 'requested_by_customer',
    });
  const operationId = operation();
  const part = await refund(300, operationId);
  expect(part).toMatchObject({ kind: 'refund', state: 'done', amountCents: 300, paymentIntentId });
  expect((await refund(300, operationId)).refundId).toBe(part.refundId);
  expect((await house.truthOf('charge.refunded')).facts).toMatchObject({
    kind: 'payment',
    state: 'paid',
    receivedCents: 1000,
    refundedCents: 300,
  });
  await expect(refund(701)).rejects.toMatchObject({ code: 'refused', facts: { param: 'amount' } });
  expect(await refund(null)).toMatchObject({ amountCents: 700 });
  await expect(refund(null)).rejects.toMatchObject({ code: 'conflict' });
  const last = await house.truthOf('refund.created');
  expect(last).toMatchObject({ facts: { kind: 'refund', amountCents: 700 } });
  expect(last.moneyId).toMatch(/^re_/u);
});

test.each(['won', 'lost'] as const)('a dispute is opened and %s', async (outcome) => {
  const { fake, stripe, operation } = house;
  const paymentIntentId = await topUp();
  const { id } = fake.openDispute(paymentIntentId);
  const opened = await house.truthOf('charge.dispute.created');
  expect(opened).toMatchObject({
    moneyId: id,
    facts: { kind: 'dispute', state: 'open', rank: 1, amountCents: 1000, paymentIntentId },
  });
  expect((await house.truthOf('payment_intent.succeeded')).facts).toMatchObject({
    isDisputed: true,
  });
  const wish = { operationId: operation(), paymentIntentId, amountCents: null };
  await expect(
    refundPayment(stripe, { ...wish, reason: 'requested_by_customer' }),
  ).rejects.toMatchObject({ code: 'conflict' });
  fake.closeDispute(id, outcome);
  expect((await house.truthOf('charge.dispute.closed')).facts).toMatchObject({
    state: outcome,
    rank: outcome === 'won' ? 3 : 2,
  });
});

test('a kept card is charged while its owner is away, once an operation', async () => {
  const { fake, stripe, operation } = house;
  await topUp();
  const cardId = [...fake.events()].findLast(({ type }) => type === 'payment_method.attached')?.data
    .object['id'];
  const charge = {
    operationId: operation(),
    workspaceId: WORKSPACE,
    customerId,
    cardId: String(cardId),
    amountCents: 2000,
    description: 'Automatic top-up',
  };
  const paid = await chargeOffSession(stripe, charge);
  expect(paid).toMatchObject({
    state: 'paid',
    receivedCents: 2000,
    mark: { operationId: charge.operationId, purpose: 'automatic_top_up' },
  });
  expect((await chargeOffSession(stripe, charge)).paymentIntentId).toBe(paid.paymentIntentId);
  await expect(chargeOffSession(stripe, { ...charge, amountCents: 2001 })).rejects.toMatchObject({
    code: 'operation_reused',
  });
  const noCard = { ...charge, operationId: operation(), cardId: null };
  await expect(chargeOffSession(stripe, noCard)).rejects.toMatchObject({ code: 'conflict' });

  fake.decline(String(cardId), 'insufficient_funds');
  const declined = chargeOffSession(stripe, { ...charge, operationId: operation() });
  await expect(declined).rejects.toMatchObject({
    code: 'card_declined',
    isRetryable: false,
    facts: {
      declineCode: 'insufficient_funds',
      needsOwner: false,
      paymentIntentId: expect.stringMatching(/^pi_/u) as string,
    },
  });
  expect((await house.truthOf('payment_intent.payment_failed')).facts).toMatchObject({
    state: 'failed',
    receivedCents: 0,
    declineCode: 'insufficient_funds',
  });
});

test('a card that asks its owner each time says so', async () => {
  const { fake, stripe, operation } = house;
  const { cardId } = await house.subscribe(customerId, { card: 'pm_card_authenticationRequired' });
  expect(fake.events().some(({ type }) => type === 'invoice.paid')).toBe(true);
  const declined = chargeOffSession(stripe, {
    operationId: operation(),
    workspaceId: WORKSPACE,
    customerId,
    cardId,
    amountCents: 2000,
    description: 'Automatic top-up',
  });
  await expect(declined).rejects.toMatchObject({
    code: 'card_declined',
    facts: { needsOwner: true, declineCode: 'authentication_required' },
  });
});

test('a month lists all its money, page by page, and nothing of another', async () => {
  const { fake, stripe, operation } = house;
  const paymentIntentId = await topUp();
  await house.subscribe(customerId);
  const reason = 'duplicate' as const;
  const refund = { operationId: operation(), paymentIntentId, amountCents: 1, reason };
  await refundPayment(stripe, refund);
  fake.openDispute(paymentIntentId);
  const now = fake.now() * 1000;
  const span = { fromAt: new Date(now - 60_000), toAt: new Date(now + 60_000) };
  const month = await listMonth(stripe, span);
  expect(month.payments).toMatchObject([
    { receivedCents: 2900, invoiceId: month.invoices[0]?.invoiceId },
    { receivedCents: 1000, refundedCents: 1, invoiceId: null },
  ]);
  expect(month.refunds).toMatchObject([{ amountCents: 1 }]);
  expect(month.disputes).toMatchObject([{ amountCents: 999, state: 'open' }]);
  const before = { fromAt: new Date(now - 120_000), toAt: new Date(now - 60_000) };
  expect(await listMonth(stripe, before)).toEqual({
    payments: [],
    invoices: [],
    refunds: [],
    disputes: [],
    creditNotes: [],
  });
});

test('the account of the key', async () => {
  expect(await findAccount(house.stripe)).toEqual({
    accountId: house.fake.accountId,
    country: 'US',
    currency: 'usd',
    canCharge: true,
  });
});
