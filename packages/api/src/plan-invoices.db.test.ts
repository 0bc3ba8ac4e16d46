import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, inject, test } from 'vitest';
import type { AdminInvoicePage, InvoicePage, Reconciled } from '@geko/contracts/invoices';
import { planTable } from '@geko/contracts/plans';
import type { Revenue } from '@geko/contracts/subscriptions';
import { refundPayment } from '@geko/payments/stripe/refund-payment';

import { fetchInvoice } from '@geko/payments/stripe/settle-invoice';
import { noticeKindsOf } from './testing/money-calls.ts';
import { openPlanHouse, type PlanHouse } from './testing/plan-house.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const CENT = 10_000_000n;

let at: PlanHouse;
beforeAll(async () => {
  at = await openPlanHouse(inject('ownerUrl'));
});
afterAll(() => at.close());
afterEach(() => at.forget());

const invoicesOf = async (who: TestPerson) =>
  (await who.query<InvoicePage>('invoices.list', { workspaceId: who.workspaceId })).data.items;

/** What the ledger has on an account of theirs, in cents; debits above zero. */
async function centsOn({ workspaceId }: TestPerson, account: string): Promise<number> {
  const [row] = await at.books.sql<{ nano: string }[]>`
    select coalesce(sum(amount_nano), 0)::text as nano from ledger_entries
    where workspace_id = ${workspaceId} and account = ${account}`;
  return Number(BigInt(row?.nano ?? '0') / CENT);
}

const revenue = async () => (await at.operator.query<Revenue>('billing.revenue')).data;

/** Subscribes; what was charged. */
async function subscribe(who: TestPerson) {
  const { subscription, ...paid } = await at.subscribe(who, 'pro');
  const invoiceId = at.stripe.find('subscription', subscription)?.latest_invoice;
  const id = String(invoiceId);
  return { ...paid, subscription, invoiceId: id, money: await moneyOf(id) };
}

/** What an invoice was paid by. */
async function moneyOf(invoiceId: string): Promise<string> {
  const { paymentIntentId } = await fetchInvoice(at.rail.client, invoiceId);
  return paymentIntentId ?? '';
}

const refundAtStripe = (paymentIntentId: string, amountCents: number | null) =>
  refundPayment(at.rail.client, {
    operationId: randomUUID(),
    paymentIntentId,
    amountCents,
    reason: 'requested_by_customer',
  });

test('what a plan is paid with is in the books and the lists, once, however often it is told', async () => {
  const owner = await registerPerson(at.house);
  const before = await revenue();
  const { invoiceId } = await subscribe(owner);
  for (const event of at.stripe.events()) {
    for (const url of at.webhooks()) expect(await at.stripe.send(url, event)).toBe(200);
  }
  const there = at.stripe.find('invoice', invoiceId);
  expect(await invoicesOf(owner)).toMatchObject([
    {
      kind: 'plan',
      planId: 'pro',
      number: there?.number,
      state: 'paid',
      totalCents: 2_900,
      taxCents: 0,
      refundedCents: 0,
      payUrl: null,
      pdfUrl: there?.invoice_pdf,
    },
  ]);
  expect(there?.invoice_pdf).toContain('/pdf');
  expect(await centsOn(owner, 'payments')).toBe(2_900);
  expect(await centsOn(owner, 'plan_revenue')).toBe(-2_900);
  const { data } = await at.operator.query<AdminInvoicePage>('invoices.all', { limit: 5 });
  expect(data.items.find((one) => one.stripeInvoiceId === invoiceId)).toMatchObject({
    kind: 'plan',
    workspaceId: owner.workspaceId,
    state: 'paid',
  });
  expect((await revenue()).planPaidCents).toBe(before.planPaidCents + 2_900);
  expect((await noticeKindsOf(owner)).filter((kind) => kind === 'invoice_paid')).toHaveLength(1);
  const stranger = await registerPerson(at.house);
  expect(await invoicesOf(stranger)).toEqual([]);
  expect(await at.books.problems()).toEqual([]);
});

test('any one event is enough, whatever is lost', async () => {
  for (const type of ['checkout.session.completed', 'invoice.paid', 'invoice.finalized']) {
    const owner = await registerPerson(at.house);
    const { subscription } = await at.pay(owner, 'pro');
    const [url = ''] = at.webhooks();
    const event = at.stripe.events().findLast((one) => one.type === type);
    expect(await at.stripe.send(url, event ?? {})).toBe(200);
    expect(subscription).not.toBe('');
    expect([await centsOn(owner, 'payments'), await at.planOf(owner)]).toEqual([2_900, 'pro']);
    await at.tell();
    expect(await centsOn(owner, 'payments')).toBe(2_900);
  }
});

test('tax is Stripe’s, on the invoice and in no account', async () => {
  const owner = await registerPerson(at.house);
  at.rail.isTaxAutomatic = true;
  at.stripe.setTax(1_900);
  const { money } = await subscribe(owner).finally(() => (at.rail.isTaxAutomatic = false));
  expect(await invoicesOf(owner)).toMatchObject([{ totalCents: 2_900, taxCents: 551 }]);
  expect(await centsOn(owner, 'payments')).toBe(2_900);
  // Half of what was paid goes back: half of it was without tax.
  await refundAtStripe(money, 1_725);
  await refundAtStripe(money, null);
  await at.tell();
  expect(await centsOn(owner, 'payments')).toBe(0);
  expect(await at.books.problems()).toEqual([]);
});

test('a renewal that fails is failed, and paid once the card pays', async () => {
  const owner = await registerPerson(at.house);
  const { subscription, card } = await subscribe(owner);
  at.stripe.decline(card);
  at.stripe.endPeriod(subscription);
  await at.tell();
  expect(await invoicesOf(owner)).toMatchObject([
    { state: 'failed', totalCents: 2_900, payUrl: expect.stringContaining('/i/') as string },
    { state: 'paid' },
  ]);
  expect(await centsOn(owner, 'payments')).toBe(2_900);
  at.stripe.accept(card);
  at.stripe.pass(4 * 86_400);
  await at.tell();
  expect((await invoicesOf(owner)).map(({ state }) => state)).toEqual(['paid', 'paid']);
  expect(await centsOn(owner, 'payments')).toBe(5_800);
  expect(await at.books.problems()).toEqual([]);
});

test('a change that leaves credit at Stripe is on an invoice of its own, and the credit pays the next', async () => {
  const owner = await registerPerson(at.house);
  await subscribe(owner);
  expect(await at.change(owner, 'paygo')).toMatchObject({ changed: { status: 200 } });
  await at.tell();
  const [left] = await invoicesOf(owner);
  expect(left).toMatchObject({ kind: 'plan', state: 'paid', planId: 'pro' });
  const cents = left?.totalCents ?? 0;
  expect(cents).toBeLessThan(0);
  expect(await centsOn(owner, 'customer_balance')).toBe(cents);
  expect(await centsOn(owner, 'plan_revenue')).toBe(-2_900 - cents);
  expect(await centsOn(owner, 'payments')).toBe(2_900);
  expect(await at.change(owner, 'pro')).toMatchObject({ changed: { status: 200 } });
  await at.tell();
  expect(await centsOn(owner, 'customer_balance')).toBe(0);
  expect(await centsOn(owner, 'payments')).toBe(2_900 + 2_900 + cents);
  expect(await at.books.problems()).toEqual([]);
});

test('refunds, in part and wholly, and one that fails, are booked and wait for nobody', async () => {
  const owner = await registerPerson(at.house);
  const { money } = await subscribe(owner);
  const before = await at.quarantine();
  await refundAtStripe(money, 1_000);
  await at.tell();
  expect(await centsOn(owner, 'payments')).toBe(1_900);
  const rest = await refundAtStripe(money, null);
  await at.tell();
  expect(await centsOn(owner, 'payments')).toBe(0);
  expect(await centsOn(owner, 'credited')).toBe(2_900);
  expect(await invoicesOf(owner)).toMatchObject([{ refundedCents: 2_900 }]);
  at.stripe.failRefund(rest.refundId);
  await at.tell();
  expect(await centsOn(owner, 'payments')).toBe(1_900);
  expect(await at.quarantine()).toEqual(before);
  expect(await at.books.problems()).toEqual([]);
});

test('a credit note on a plan’s invoice gives back by its refund; one that goes elsewhere waits', async () => {
  const owner = await registerPerson(at.house);
  const { invoiceId } = await subscribe(owner);
  const before = await at.quarantine();
  const note = (amount: number, to: object) =>
    at.rail.client.creditNotes.create({ invoice: invoiceId, amount, ...to });
  await note(500, { refund_amount: 500 });
  await at.tell();
  expect([await centsOn(owner, 'payments'), await at.quarantine()]).toEqual([2_400, before]);
  await note(300, { credit_amount: 300 });
  await at.tell();
  expect(await centsOn(owner, 'payments')).toBe(2_400);
  expect(await at.quarantine()).toEqual([...before, 'money_went_back']);
  expect(await at.books.problems()).toEqual([]);
});

test('an operator gives a plan’s payment back', async () => {
  const owner = await registerPerson(at.house);
  await subscribe(owner);
  const [invoice] = await invoicesOf(owner);
  const refund = {
    id: randomUUID(),
    workspaceId: owner.workspaceId,
    paymentId: invoice?.id,
    amountCents: 900,
    reason: 'requested_by_customer',
  };
  for (const _ of [1, 2]) {
    expect(await at.operator.mutate('payments.refund', refund)).toMatchObject({
      status: 200,
      data: { state: 'done', amountCents: 900 },
    });
  }
  await at.tell();
  expect(await centsOn(owner, 'payments')).toBe(2_000);
  expect(
    await at.operator.mutate('payments.refund', {
      ...refund,
      id: randomUUID(),
      amountCents: 2_001,
    }),
  ).toMatchObject({ status: 400 });
  expect(await at.books.problems()).toEqual([]);
});

test.each([
  ['won', 2_900],
  ['lost', 0],
] as const)('a dispute that is %s, whatever the order', async (outcome, left) => {
  const owner = await registerPerson(at.house);
  const { money } = await subscribe(owner);
  const before = await at.quarantine();
  const { id } = at.stripe.openDispute(money);
  const opened = at.stripe.events().findLast(({ type }) => type === 'charge.dispute.created');
  await at.tell();
  expect(await centsOn(owner, 'payments')).toBe(0);
  at.stripe.closeDispute(id, outcome);
  await at.tell();
  const [url = ''] = at.webhooks();
  expect(await at.stripe.send(url, { ...opened, id: `evt_late_plan_${outcome}` })).toBe(200);
  expect(await centsOn(owner, 'payments')).toBe(left);
  expect(await at.quarantine()).toEqual(before);
  expect(await noticeKindsOf(owner)).toContain('payment_disputed');
  expect(await at.books.problems()).toEqual([]);
});

test('money that went back is told before its payment was: both are booked', async () => {
  const owner = await registerPerson(at.house);
  const { subscription } = await at.pay(owner, 'pro');
  const invoiceId = at.stripe.find('subscription', subscription)?.latest_invoice;
  await refundAtStripe(await moneyOf(String(invoiceId)), 400);
  const refunded = at.stripe.events().findLast(({ type }) => type === 'refund.created');
  const [url = ''] = at.webhooks();
  expect(await at.stripe.send(url, refunded ?? {})).toBe(200);
  expect([await centsOn(owner, 'payments'), await at.planOf(owner)]).toEqual([2_500, 'pro']);
  await at.tell();
  expect(await centsOn(owner, 'payments')).toBe(2_500);
  expect(await at.books.problems()).toEqual([]);
});

test('credit that comes with a plan is paid by its invoice, and by nothing else', async () => {
  const plan = { ...planTable.pro, creditCentsPerMonth: 1_000 };
  await at.operator.mutate('money.savePlan', { id: 'pro', plan });
  const owner = await registerPerson(at.house);
  await subscribe(owner);
  await at.operator.mutate('money.savePlan', { id: 'pro', plan: null });
  expect(await centsOn(owner, 'wallet')).toBe(-1_000);
  expect(await centsOn(owner, 'payments')).toBe(2_900);
  expect(await centsOn(owner, 'plan_revenue')).toBe(-1_900);
  expect(await at.books.problems()).toEqual([]);
});

test('the books of plans are compared with Stripe, and every difference is told', async () => {
  const month = new Date(at.stripe.now() * 1000).toISOString().slice(0, 7);
  const differences = async () => {
    const { data } = await at.operator.query<Reconciled>('invoices.reconcile', { month });
    return data.differences.map(({ kind, about, name }) => `${kind} ${about} ${name}`).toSorted();
  };
  const people = [];
  for (let nth = 0; nth < 4; nth += 1) people.push(await registerPerson(at.house));
  const paid: Awaited<ReturnType<typeof subscribe>>[] = [];
  for (const who of people) paid.push(await subscribe(who));
  // What other tests left is at no Stripe any more.
  const before = await differences();
  const numberOf = (nth: number) => at.stripe.find('invoice', paid[nth]?.invoiceId ?? '')?.number;
  const unheard = await registerPerson(at.house);
  const { subscription } = await at.pay(unheard, 'pro');
  const latest = at.stripe.find(
    'invoice',
    String(at.stripe.find('subscription', subscription)?.latest_invoice),
  );
  const [changed] = [at.stripe.find('invoice', paid[0]?.invoiceId ?? '')];
  if (changed) changed.subtotal += 1;
  const gone = people[1];
  if (gone) {
    await at.house.inWorkspaceOf(gone, (tx) =>
      tx.execute(
        'update plan_invoices set paid_cents = paid_cents - 1, credited_cents = credited_cents + 1',
      ),
    );
  }
  await refundAtStripe(paid[2]?.money ?? '', 500);
  at.stripe.openDispute(paid[3]?.money ?? '');
  const found = (await differences()).filter((one) => !before.includes(one));
  expect(found).toEqual(
    [
      `missing_here plan_invoice ${latest?.number}`,
      `other_amount plan_invoice ${numberOf(0)}`,
      `not_booked plan_invoice ${numberOf(1)}`,
      `not_booked plan_invoice ${numberOf(1)}`,
      `other_amount plan_invoice ${numberOf(1)}`,
      `other_amount payment ${paid[2]?.money}`,
      `missing_here payment ${paid[3]?.money}`,
    ].toSorted(),
  );
});
