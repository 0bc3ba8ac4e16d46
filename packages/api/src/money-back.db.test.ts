import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import type { AdminPayments, Quarantine, StartedPayment } from '@geko/contracts/payments';
import type { RefundedPayment } from '@geko/contracts/money-back';
import { NANO_PER_USD } from '@geko/contracts/usd';
import { payments } from '@geko/db/schema/payments';
import { refundPayment } from '@geko/payments/stripe/refund-payment';
import { grantTo, noticeKindsOf, transactionsOf, walletOf } from './testing/money-calls.ts';
import { openPaymentHouse, type PaymentHouse } from './testing/payment-house.ts';
import { spend } from './testing/spend.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let at: PaymentHouse;
let { house, stripe, rail, books, operator, webhooks } = {} as PaymentHouse;
beforeAll(async () => {
  at = await openPaymentHouse(inject('ownerUrl'));
  ({ house, stripe, rail, books, operator, webhooks } = at);
});
afterAll(() => at.close());

/** Stripe tells all that it has not told, and some of it twice. */
const tell = (seed = 1) =>
  stripe.deliver(webhooks(), { seed, doubled: 0.5, isShuffled: true, concurrency: 4 });

/** Buys credit and pays for it; nothing is told yet. The payment's id, and that of its money. */
async function pay(owner: TestPerson, amountCents: number) {
  const id = randomUUID();
  const { workspaceId } = owner;
  const started = { workspaceId, id, topUp: { amountCents } };
  expect(await owner.mutate<StartedPayment>('billing.startTopUp', started)).toMatchObject({
    status: 200,
  });
  const money = stripe.pay(await at.sessionOf(id)).payment_intent ?? '';
  return { id, money };
}

/** As above, and it is told. */
async function buy(owner: TestPerson, amountCents: number) {
  const bought = await pay(owner, amountCents);
  await tell();
  return bought;
}

const usd = (dollars: number) => (BigInt(Math.round(dollars * 100)) * NANO_PER_USD) / 100n;
const balance = async (who: TestPerson) => BigInt((await walletOf(who)).balanceNano);
const refundAtStripe = (paymentIntentId: string, amountCents: number | null) =>
  refundPayment(rail.client, {
    operationId: randomUUID(),
    paymentIntentId,
    amountCents,
    reason: 'requested_by_customer',
  });
const refund = (
  { workspaceId }: TestPerson,
  paymentId: string,
  { id = randomUUID(), amountCents = null }: { id?: string; amountCents?: number | null } = {},
) =>
  operator.mutate<RefundedPayment>('payments.refund', {
    id,
    workspaceId,
    paymentId,
    amountCents,
    reason: 'requested_by_customer',
  });
const kindsOf = async (who: TestPerson) => (await transactionsOf(who)).map(({ kind }) => kind);
async function waiting(): Promise<Quarantine> {
  return (await operator.query<Quarantine>('payments.quarantine')).data;
}

test('a refund takes its part of the credit, and the rest with the rest', async () => {
  const owner = await registerPerson(house);
  const { money } = await buy(owner, 1_000);
  await refundAtStripe(money, 333);
  await tell();
  expect(await balance(owner)).toBe(usd(6.67));
  await refundAtStripe(money, null);
  await tell();
  expect(await balance(owner)).toBe(0n);
  expect(await kindsOf(owner)).toEqual(['refund', 'refund', 'grant']);
  expect((await walletOf(owner)).lots).toEqual([]);
  expect((await noticeKindsOf(owner)).filter((kind) => kind === 'payment_refunded')).toHaveLength(
    2,
  );
  expect((await waiting()).count).toBe(0);
  expect(await books.problems()).toEqual([]);
});

test('tax goes back too, and takes no credit for itself', async () => {
  const owner = await registerPerson(house);
  const { id, money } = await buy(owner, 1_000);
  // As Stripe Tax would have had it: of $11.90 paid, $1.90 was tax.
  await house.inWorkspaceOf(owner, (tx) =>
    tx.update(payments).set({ taxCents: 190 }).where(eq(payments.id, id)),
  );
  await refundAtStripe(money, 595);
  await tell();
  expect(await balance(owner)).toBe(usd(5));
});

test('what was spent before it went back is owed: seen, never cut off, paid by the next credit', async () => {
  const owner = await registerPerson(house);
  const { money } = await buy(owner, 1_000);
  await spend(house, owner, usd(8));
  await refundAtStripe(money, null);
  await tell();
  expect(await balance(owner)).toBe(usd(-8));
  expect(await walletOf(owner)).toMatchObject({
    lots: [{ kind: 'purchased', remainingNano: usd(-8).toString() }],
  });
  const [last] = await transactionsOf(owner);
  expect(last).toMatchObject({ kind: 'refund', beforeNano: `${usd(2)}`, afterNano: `${usd(-8)}` });
  expect(await spend(house, owner, usd(1))).toBe(false);
  await grantTo(operator, owner, { amountNano: `${usd(5)}` });
  expect(await spend(house, owner, usd(1))).toBe(false);
  await buy(owner, 1_000);
  expect(await balance(owner)).toBe(usd(7));
  expect(await spend(house, owner, usd(8))).toBe(false);
  expect(await spend(house, owner, usd(7))).toBe(true);
  expect(await balance(owner)).toBe(0n);
  expect(await books.problems()).toEqual([]);
});

test('a refund while an answer is being written takes what it holds as well', async () => {
  const owner = await registerPerson(house);
  const { money } = await buy(owner, 1_000);
  const running = await spend.begin(house, owner, usd(6));
  await refundAtStripe(money, null);
  await tell();
  expect(await balance(owner)).toBe(0n);
  await grantTo(operator, owner, { amountNano: `${usd(5)}` });
  // The call's six dollars are gone already.
  expect(await spend(house, owner, usd(1))).toBe(false);
  await running?.end();
  expect(await balance(owner)).toBe(usd(-1));
  expect(await books.problems()).toEqual([]);
});

test.each([
  ['won', 10, ['dispute_won', 'dispute', 'grant']],
  ['lost', 0, ['dispute', 'grant']],
] as const)('a dispute that is %s, whatever the order', async (outcome, left, kinds) => {
  const owner = await registerPerson(house);
  const { money } = await buy(owner, 1_000);
  const { id } = stripe.openDispute(money);
  const opened = stripe.events().findLast(({ type }) => type === 'charge.dispute.created');
  await tell();
  expect(await balance(owner)).toBe(0n);
  stripe.closeDispute(id, outcome);
  await tell();
  expect(await balance(owner)).toBe(usd(left));
  // It was opened, says somebody who is late.
  const [url = ''] = webhooks();
  expect(await stripe.send(url, { ...opened, id: `evt_late_${outcome}` })).toBe(200);
  expect(await balance(owner)).toBe(usd(left));
  expect(await kindsOf(owner)).toEqual(kinds);
  expect(await books.problems()).toEqual([]);
});

test('a dispute lost after the credit was spent is owed', async () => {
  const owner = await registerPerson(house);
  const { money } = await buy(owner, 1_000);
  await spend(house, owner, usd(10));
  stripe.closeDispute(stripe.openDispute(money).id, 'lost');
  await tell();
  expect(await balance(owner)).toBe(usd(-10));
  expect(await noticeKindsOf(owner)).toContain('payment_disputed');
  expect(await books.problems()).toEqual([]);
});

test('money that went back before its payment was told of is taken once that is', async () => {
  const owner = await registerPerson(house);
  const { money } = await pay(owner, 1_000);
  const isPaid = ({ type }: { type: string }) => type === 'checkout.session.completed';
  const paid = stripe.events().findLast(isPaid);
  const back = await refundAtStripe(money, 400);
  const [url = ''] = webhooks();
  const before = (await waiting()).count;
  for (const event of stripe.events().filter(({ type }) => type === 'refund.created')) {
    if ((event.data.object as { id: string }).id === back.refundId) {
      expect(await stripe.send(url, event)).toBe(200);
    }
  }
  expect(await balance(owner)).toBe(0n);
  expect(await stripe.send(url, paid ?? {})).toBe(200);
  expect(await balance(owner)).toBe(usd(6));
  await tell();
  expect(await balance(owner)).toBe(usd(6));
  expect((await waiting()).count).toBe(before);
});

test('a refund that the bank does not take gives the credit back', async () => {
  const owner = await registerPerson(house);
  const { money } = await buy(owner, 1_000);
  const { refundId } = await refundAtStripe(money, 250);
  await tell();
  expect(await balance(owner)).toBe(usd(7.5));
  stripe.failRefund(refundId);
  await tell();
  expect(await balance(owner)).toBe(usd(10));
  expect(await kindsOf(owner)).toEqual(['refund_failed', 'refund', 'grant']);
  expect(await noticeKindsOf(owner)).toContain('refund_failed');
  expect(await books.problems()).toEqual([]);
});

test('an operator gives back a part, then the rest; a resend nothing more', async () => {
  const owner = await registerPerson(house);
  const { id: paymentId } = await buy(owner, 1_000);
  const id = randomUUID();
  const part = { id, amountCents: 400 };
  expect(await refund(owner, paymentId, part)).toMatchObject({
    status: 200,
    data: { state: 'done', amountCents: 400 },
  });
  expect(await refund(owner, paymentId, part)).toMatchObject({ status: 200 });
  await tell();
  expect(await balance(owner)).toBe(usd(6));
  expect(await refund(owner, paymentId, { id, amountCents: 500 })).toMatchObject({ status: 409 });
  expect(await refund(owner, paymentId, { amountCents: 601 })).toMatchObject({
    status: 400,
    error: { field: 'amountCents' },
  });
  const both = await Promise.all([refund(owner, paymentId), refund(owner, paymentId)]);
  expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  expect(await balance(owner)).toBe(0n);
  await tell();
  expect(await balance(owner)).toBe(0n);
  const { data } = await operator.query<AdminPayments>('payments.list', {});
  expect(data.items.find((one) => one.id === paymentId)).toMatchObject({
    state: 'paid',
    refundedCents: 1_000,
    dispute: null,
  });
  const { workspaceId } = owner;
  const log = (await owner.query<AuditPage>('audit.list', { workspaceId })).data.items;
  const asked = log.filter(({ action }) => action === 'payment.refund');
  expect(asked.map(({ actorId, after }) => [actorId, after])).toEqual([
    [operator.userId, 'requested_by_customer:600'],
    [operator.userId, 'requested_by_customer:400'],
  ]);
  expect(await books.problems()).toEqual([]);
});

test('a refund whose answer is lost is the same refund when it is asked for again', async () => {
  const owner = await registerPerson(house);
  const { id: paymentId } = await buy(owner, 1_000);
  const id = randomUUID();
  // The SDK tries a broken connection again by itself.
  stripe.fault({ kind: 'reset-after', times: 3, on: 'POST /v1/refunds' });
  expect(await refund(owner, paymentId, { id })).toMatchObject({ status: 503 });
  expect(await balance(owner)).toBe(usd(10));
  expect(await refund(owner, paymentId, { id })).toMatchObject({ status: 200 });
  expect(await balance(owner)).toBe(0n);
  await tell();
  expect(await kindsOf(owner)).toEqual(['refund', 'grant']);
});

test('what is disputed, unpaid, foreign or unknown is not refunded', async () => {
  const owner = await registerPerson(house);
  const stranger = await registerPerson(house);
  const { id: paymentId, money } = await buy(owner, 1_000);
  expect(await refund(stranger, paymentId)).toMatchObject({ status: 404 });
  expect(await refund(owner, randomUUID())).toMatchObject({ status: 404 });
  const { id: unpaid } = await pay(owner, 500);
  expect(await refund(owner, unpaid)).toMatchObject({ status: 409 });
  stripe.openDispute(money);
  await tell();
  expect(await refund(owner, paymentId)).toMatchObject({ status: 409 });
  const asked = { id: randomUUID(), workspaceId: owner.workspaceId, paymentId, amountCents: null };
  const reason = 'duplicate';
  expect(await owner.mutate('payments.refund', { ...asked, reason })).toMatchObject({
    status: 404,
  });
});

test('what Stripe refuses leaves nothing, and another try may do', async () => {
  const owner = await registerPerson(house);
  const { id: paymentId, money } = await buy(owner, 1_000);
  stripe.openDispute(money);
  // Nobody has told us of the dispute.
  expect(await refund(owner, paymentId)).toMatchObject({ status: 409 });
  expect(await balance(owner)).toBe(usd(10));
  const { data } = await operator.query<AdminPayments>('payments.list', {});
  expect(data.items.find((one) => one.id === paymentId)).toMatchObject({ refundedCents: 0 });
  await tell();
});

test('money of no purchase of ours waits for the operator, until they have settled it', async () => {
  const customer = await rail.client.customers.create({ name: 'Somebody else' });
  const card = await rail.client.paymentMethods.attach('pm_card_visa', { customer: customer.id });
  const { id: money } = await rail.client.paymentIntents.create({
    amount: 700,
    currency: 'usd',
    customer: customer.id,
    payment_method: card.id,
    confirm: true,
    off_session: true,
  });
  await refundAtStripe(money, null);
  await tell();
  const { items } = await waiting();
  const [first] = items;
  expect(first).toMatchObject({ reason: 'money_went_back' });
  for (const { eventId } of items) {
    const settled = { eventId, note: 'Somebody else’s shop.' };
    expect(await operator.mutate('payments.settleQuarantine', settled)).toMatchObject({
      status: 200,
    });
    expect(await operator.mutate('payments.settleQuarantine', settled)).toMatchObject({
      status: 404,
    });
  }
  expect((await waiting()).count).toBe(0);
});
