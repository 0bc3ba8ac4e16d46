import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { AutomaticTopUp } from '@geko/contracts/automatic-top-up';
import type { CardList, StripePage } from '@geko/contracts/cards';
import type { Reconciled } from '@geko/contracts/invoices';
import type { Payment, StartedPayment } from '@geko/contracts/payments';
import { NANO_PER_USD } from '@geko/contracts/usd';
import { refundPayment } from '@geko/payments/stripe/refund-payment';
import { topUpDue } from '@geko/services/billing/top-up-due';
import { noticeKindsOf, walletOf } from './testing/money-calls.ts';
import { openPaymentHouse, type PaymentHouse } from './testing/payment-house.ts';
import { spend } from './testing/spend.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

let at: PaymentHouse;
beforeAll(async () => {
  at = await openPaymentHouse(inject('ownerUrl'));
  at.rail.isTaxAutomatic = true;
  at.stripe.setTax(1_900);
});
afterAll(() => at.close());

const usd = (dollars: number) => BigInt(dollars) * NANO_PER_USD;
const tell = () => at.stripe.deliver(at.webhooks(), { seed: 2, doubled: 0.5 });
const work = () => topUpDue(at.house.server);
const balance = async (who: TestPerson) => BigInt((await walletOf(who)).balanceNano);
const terms = { thresholdCents: 500, amountCents: 2_000, monthlyCapCents: 10_000 };
const set = (who: TestPerson) =>
  who.mutate('topUp.set', { workspaceId: who.workspaceId, isOn: true, ...terms });
const stateOf = async (who: TestPerson) =>
  (await who.query<AutomaticTopUp>('topUp.get', { workspaceId: who.workspaceId })).data;

/** Buys credit on Stripe's page; the payment, once it is told. */
async function buy(who: TestPerson, amountCents: number) {
  const id = randomUUID();
  const { workspaceId } = who;
  const topUp = { amountCents };
  await who.mutate<StartedPayment>('billing.startTopUp', { workspaceId, id, topUp });
  const session = at.stripe.pay(await at.sessionOf(id));
  await tell();
  return {
    id,
    session,
    payment: (await who.query<Payment>('billing.payment', { workspaceId, id })).data,
  };
}

/** Enters a card on Stripe's page; its id. */
async function addCard(who: TestPerson): Promise<string> {
  const { workspaceId } = who;
  const { data } = await who.mutate<StripePage>('cards.add', { workspaceId, id: randomUUID() });
  at.stripe.pay(new URL(data.url).pathname.split('/').at(-1) ?? '');
  await tell();
  const list = await who.query<CardList>('cards.list', { workspaceId });
  return list.data.cards[0]?.cardId ?? '';
}

const automatic = (who: TestPerson) =>
  at.books.sql<{ id: string; state: string; tax: number; balance: number; money: string }[]>`
    select id, state, tax_cents as tax, balance_cents as balance, money_id as money from payments
    where workspace_id = ${who.workspaceId} and origin = 'automatic' order by begun_at`;
const invoicesAtStripe = async (who: TestPerson) => {
  const { data } = await at.rail.client.invoices.list({ limit: 100 });
  return data.filter(({ metadata }) => metadata?.['geko_workspace'] === who.workspaceId);
};

test('the tax of credit is Stripe’s, on top of it; the credit is what was paid without', async () => {
  const owner = await registerPerson(at.house);
  const { session, payment } = await buy(owner, 1_000);
  expect(session.amount_total).toBe(1_190);
  expect(payment).toMatchObject({ state: 'paid', priceCents: 1_000, taxCents: 190 });
  expect(await balance(owner)).toBe(usd(10));
  // All of it goes back with its tax.
  await refundPayment(at.rail.client, {
    operationId: randomUUID(),
    paymentIntentId: String(session.payment_intent),
    amountCents: 595,
    reason: 'requested_by_customer',
  });
  await tell();
  expect(await balance(owner)).toBe(usd(5));
  expect(await at.books.problems()).toEqual([]);
});

test('credit that buys itself is an invoice with its tax, paid once, whoever comes', async () => {
  const owner = await registerPerson(at.house);
  await addCard(owner);
  await buy(owner, 500);
  expect(await set(owner)).toMatchObject({ status: 200 });
  await spend(at.house, owner, usd(1));
  const other = at.house.addServer();
  await Promise.all([work(), topUpDue(other), work(), tell()]);
  await work();
  await tell();
  expect(await automatic(owner)).toMatchObject([{ state: 'paid', tax: 380, balance: 0 }]);
  expect(await invoicesAtStripe(owner)).toMatchObject([
    { status: 'paid', subtotal: 2_000, total: 2_380, amount_paid: 2_380 },
  ]);
  expect(await balance(owner)).toBe(usd(24));
  expect(await stateOf(owner)).toMatchObject({ state: 'on', boughtCents: 2_000 });
  const [paid] = await automatic(owner);
  const refund = { id: randomUUID(), workspaceId: owner.workspaceId, reason: 'duplicate' };
  expect(
    await at.operator.mutate('payments.refund', {
      ...refund,
      paymentId: paid?.id,
      amountCents: 1_190,
    }),
  ).toMatchObject({ status: 200 });
  await tell();
  expect(await balance(owner)).toBe(usd(14));
  expect(await at.books.problems()).toEqual([]);
});

test('a crash after the invoice was paid books it once, by the worker or by what Stripe tells', async () => {
  for (const comes of [work, tell]) {
    const owner = await registerPerson(at.house);
    await addCard(owner);
    await buy(owner, 500);
    await set(owner);
    await spend(at.house, owner, usd(5));
    at.stripe.fault({ kind: 'reset-after', times: 3, on: 'POST /v1/invoices/', ending: '/pay' });
    await work();
    expect(await automatic(owner)).toMatchObject([{ state: 'begun' }]);
    expect(await invoicesAtStripe(owner)).toMatchObject([{ status: 'paid' }]);
    await comes();
    await Promise.all([work(), tell()]);
    expect(await automatic(owner)).toMatchObject([{ state: 'paid', tax: 380 }]);
    expect(await invoicesAtStripe(owner)).toHaveLength(1);
    expect(await balance(owner)).toBe(usd(20));
  }
});

test('a card that is declined stops it, and leaves nothing at Stripe that could be paid', async () => {
  const owner = await registerPerson(at.house);
  const cardId = await addCard(owner);
  await buy(owner, 500);
  await set(owner);
  await spend(at.house, owner, usd(5));
  at.stripe.decline(cardId);
  await Promise.all([work(), work()]);
  await tell();
  await work();
  expect(await stateOf(owner)).toMatchObject({ state: 'stopped', stop: 'declined' });
  expect(await automatic(owner)).toMatchObject([{ state: 'failed' }]);
  expect(await invoicesAtStripe(owner)).toMatchObject([{ status: 'void' }]);
  const kinds = await noticeKindsOf(owner);
  expect(kinds.filter((kind) => kind === 'top_up_stopped')).toHaveLength(1);
  expect(await balance(owner)).toBe(0n);
});

test('whose tax nobody knows buys nothing by itself, until they have said where they are', async () => {
  const owner = await registerPerson(at.house);
  await addCard(owner);
  await set(owner);
  await work();
  expect(await stateOf(owner)).toMatchObject({ state: 'stopped', stop: 'no_address' });
  await buy(owner, 500);
  await spend(at.house, owner, usd(5));
  await set(owner);
  await work();
  expect(await balance(owner)).toBe(usd(20));
});

test('what a customer’s balance pays of it is no money, in the books and in the comparison', async () => {
  const owner = await registerPerson(at.house);
  await addCard(owner);
  const { session } = await buy(owner, 500);
  await set(owner);
  await spend(at.house, owner, usd(5));
  const customer = at.stripe.find('customer', String(session.customer));
  if (customer) customer.balance = -1_000;
  await work();
  await tell();
  expect(await automatic(owner)).toMatchObject([{ state: 'paid', tax: 380, balance: 1_000 }]);
  expect(await balance(owner)).toBe(usd(20));
  expect(await at.books.problems()).toEqual([]);
  const month = new Date().toISOString().slice(0, 7);
  const { data } = await at.operator.query<Reconciled>('invoices.reconcile', { month });
  expect(data.differences).toEqual([]);
});
