import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStripeHouse, WORKSPACE } from '../testing/stripe-house.ts';
import { makeStripeClient } from './make-client.ts';
import { pushInvoice } from './push-invoice.ts';
import type { OurInvoice } from './push-invoice.ts';
import { creditInvoice, payInvoice, voidInvoice } from './settle-invoice.ts';

let house: Awaited<ReturnType<typeof openStripeHouse>>;
let customerId: string;
beforeEach(async () => {
  house = await openStripeHouse();
  customerId = await house.newCustomer();
});
afterEach(() => house.fake.close());

const monthOf = (more: Partial<OurInvoice> = {}): OurInvoice => ({
  operationId: 'workspace-1:2026-10',
  workspaceId: WORKSPACE,
  customerId,
  purpose: 'monthly_invoice',
  lines: [
    { key: 'gpt-5', description: 'gpt-5, 1.2 M tokens', amountCents: 1234 },
    { key: 'claude', description: 'claude, 0.3 M tokens', amountCents: 767 },
    { key: 'rounding', description: 'Rounding', amountCents: -1 },
  ],
  totalCents: 2000,
  description: 'Usage in October 2026',
  periodStartAt: new Date('2026-10-01T00:00:00Z'),
  periodEndAt: new Date('2026-11-01T00:00:00Z'),
  isTaxAutomatic: false,
  madeAt: new Date(),
  ...more,
});
const invoicesMade = () =>
  house.fake.events().filter(({ type }) => type === 'invoice.created').length;
/** A client that gives up at once, in the place of a process that dies. */
const crashing = () =>
  makeStripeClient({ secretKey: house.fake.secretKey, baseUrl: house.fake.url, maxRetries: 0 });
const linesOf = (invoiceId: string) => house.fake.find('invoice', invoiceId)?.lines.data ?? [];

test('one invoice with its lines, open until it is charged', async () => {
  const { stripe } = house;
  const pushed = await pushInvoice(stripe, monthOf());
  expect(pushed).toMatchObject({
    kind: 'invoice',
    state: 'open',
    customerId,
    totalCents: 2000,
    dueCents: 2000,
    paidCents: 0,
    reason: 'manual',
    mark: { operationId: 'workspace-1:2026-10', purpose: 'monthly_invoice' },
    periodStartAt: new Date('2026-10-01T00:00:00Z'),
    paymentIntentId: expect.stringMatching(/^pi_/u) as string,
  });
  expect(pushed.number).toMatch(/-0001$/u);
  expect(linesOf(pushed.invoiceId).map(({ amount }) => amount)).toEqual([1234, 767, -1]);
  expect(house.fake.events().some(({ type }) => type === 'charge.succeeded')).toBe(false);
});

test('pushed again, at once and twice at the same time: still one', async () => {
  const { stripe } = house;
  const [one, two] = await Promise.all([
    pushInvoice(stripe, monthOf()),
    pushInvoice(stripe, monthOf()),
  ]);
  const three = await pushInvoice(stripe, monthOf());
  expect(new Set([one, two, three].map(({ invoiceId }) => invoiceId)).size).toBe(1);
  expect(invoicesMade()).toBe(1);
  expect(linesOf(one.invoiceId)).toHaveLength(3);
});

test.each([
  ['POST /v1/invoices', 'reset-after'],
  ['POST /v1/invoiceitems', 'refuse'],
  ['POST /v1/invoiceitems', 'reset-after'],
  ['POST /v1/invoices/', 'refuse'],
] as const)(
  'a crash at %s (%s) is gone on from, also when Stripe forgot the keys',
  async (on, kind) => {
    const { fake, stripe } = house;
    // The SDK tries once more after a broken connection, whatever it is told.
    fake.fault(kind === 'refuse' ? { kind, status: 500, on, times: 1 } : { kind, on, times: 2 });
    await expect(pushInvoice(crashing(), monthOf())).rejects.toMatchObject({ code: 'unavailable' });
    fake.forgetKeys();
    const pushed = await pushInvoice(stripe, monthOf());
    expect(pushed).toMatchObject({ state: 'open', totalCents: 2000 });
    expect(linesOf(pushed.invoiceId)).toHaveLength(3);
    expect(invoicesMade()).toBe(1);
  },
);

test('lines that are not the total are never sent', async () => {
  await expect(pushInvoice(house.stripe, monthOf({ totalCents: 2001 }))).rejects.toThrow(
    RangeError,
  );
  expect(invoicesMade()).toBe(0);
});

test('what was added at Stripe by hand keeps it from becoming final', async () => {
  const { fake, stripe } = house;
  fake.fault({ kind: 'refuse', status: 500, on: 'POST /v1/invoices/', times: 1 });
  await expect(pushInvoice(crashing(), monthOf())).rejects.toMatchObject({ code: 'unavailable' });
  const [draft] = (await stripe.invoices.list({ customer: customerId })).data;
  await stripe.invoiceItems.create({
    customer: customerId,
    invoice: draft?.id ?? '',
    amount: 5,
    currency: 'usd',
  });
  await expect(pushInvoice(stripe, monthOf())).rejects.toMatchObject({
    code: 'conflict',
    facts: { param: 'subtotal' },
  });
});

test('charged to the card; a decline keeps it open for another try', async () => {
  const { fake, stripe, operation } = house;
  const { cardId } = await house.subscribe(customerId, { plan: 'paygo' });
  const { invoiceId } = await pushInvoice(stripe, monthOf());
  const pay = () => payInvoice(stripe, { operationId: operation(), invoiceId });
  await expect(pay()).rejects.toMatchObject({ code: 'not_found' });
  await stripe.customers.update(customerId, {
    invoice_settings: { default_payment_method: cardId },
  });
  fake.decline(cardId, 'insufficient_funds');
  await expect(pay()).rejects.toMatchObject({
    code: 'card_declined',
    facts: { declineCode: 'insufficient_funds' },
  });
  expect((await house.truthOf('invoice.payment_failed')).facts).toMatchObject({ state: 'open' });
  fake.accept(cardId);
  expect(await pay()).toMatchObject({ state: 'paid', paidCents: 2000, dueCents: 2000 });
  await expect(pay()).rejects.toMatchObject({ code: 'conflict' });
  const payment = await house.truthOf('payment_intent.succeeded');
  expect(payment).toMatchObject({ moneyId: invoiceId, facts: { kind: 'payment', invoiceId } });
});

test('an open one is voided or reduced; a paid one is credited to the card or the balance', async () => {
  const { fake, stripe, operation } = house;
  const first = await pushInvoice(stripe, monthOf());
  const credit = (invoiceId: string, to: 'open_invoice' | 'card' | 'balance', amountCents = 500) =>
    creditInvoice(stripe, { operationId: operation(), invoiceId, amountCents, to, memo: 'Sorry' });
  expect(await credit(first.invoiceId, 'open_invoice')).toMatchObject({
    kind: 'credit_note',
    state: 'issued',
    amountCents: 500,
  });
  expect((await house.truthOf('invoice.finalized')).facts).toMatchObject({
    dueCents: 1500,
    creditedCents: 500,
  });
  const voided = await voidInvoice(stripe, {
    operationId: operation(),
    invoiceId: first.invoiceId,
  });
  expect(voided).toMatchObject({ state: 'void', rank: 3 });
  expect(await pushInvoice(stripe, monthOf())).toEqual(voided);
  await expect(
    voidInvoice(stripe, { operationId: operation(), invoiceId: first.invoiceId }),
  ).rejects.toMatchObject({ code: 'conflict' });

  const { cardId } = await house.subscribe(customerId, { plan: 'paygo' });
  await stripe.customers.update(customerId, {
    invoice_settings: { default_payment_method: cardId },
  });
  const { invoiceId } = await pushInvoice(stripe, monthOf({ operationId: 'workspace-1:2026-11' }));
  await payInvoice(stripe, { operationId: operation(), invoiceId });
  await credit(invoiceId, 'card');
  expect((await house.truthOf('charge.refunded')).facts).toMatchObject({ refundedCents: 500 });
  await credit(invoiceId, 'balance');
  expect(fake.find('customer', customerId)?.balance).toBe(-500);
  expect((await house.truthOf('credit_note.created')).moneyId).toMatch(/^cn_/u);
  await expect(credit(invoiceId, 'card', 5000)).rejects.toMatchObject({ code: 'refused' });
});

test('nothing to pay is paid with being final', async () => {
  const free = monthOf({
    lines: [{ key: 'local', description: 'Local models', amountCents: 0 }],
    totalCents: 0,
  });
  expect(await pushInvoice(house.stripe, free)).toMatchObject({ state: 'paid', paidCents: 0 });
});

test('too little to charge is paid, and owed with the next one', async () => {
  const { stripe } = house;
  const cents = (operationId: string, amountCents: number) =>
    monthOf({
      operationId,
      lines: [{ key: 'gpt-5', description: 'gpt-5', amountCents }],
      totalCents: amountCents,
    });
  expect(await pushInvoice(stripe, cents('first', 30))).toMatchObject({
    state: 'paid',
    totalCents: 30,
    dueCents: 0,
    paidCents: 0,
    balanceBeforeCents: 0,
    balanceAfterCents: 30,
  });
  expect(await pushInvoice(stripe, cents('second', 100))).toMatchObject({
    state: 'open',
    totalCents: 100,
    dueCents: 130,
    balanceBeforeCents: 30,
    balanceAfterCents: 0,
  });
});
