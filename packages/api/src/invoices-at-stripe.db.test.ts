import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import type { Quarantine } from '@geko/contracts/payments';
import { inTenant } from '@geko/db/client';
import { failedInvoiceSince } from '@geko/services/billing/failed-invoices';
import { openStripeInvoiceHouse, type StripeInvoiceHouse } from './testing/invoice-house.ts';
import { noticeKindsOf } from './testing/money-calls.ts';
import type { TestPerson } from './testing/test-person.ts';

const CENT = 10_000_000n;

let site: StripeInvoiceHouse;
beforeAll(async () => {
  site = await openStripeInvoiceHouse(inject('ownerUrl'));
});
afterAll(() => site.close());

const ref = ({ workspaceId }: TestPerson, id: string) => ({ workspaceId, id });
const atStripe = async (id: string) => {
  const stripeInvoiceId = (await site.listed(id))?.stripeInvoiceId ?? '';
  return site.stripe.find('invoice', stripeInvoiceId);
};
const credit = (who: TestPerson, invoiceId: string, amountCents: number) =>
  site.operator.mutate('invoices.credit', {
    workspaceId: who.workspaceId,
    invoiceId,
    id: randomUUID(),
    amountCents,
    memo: 'A mistake of ours',
  });
const reasons = async () =>
  (await site.operator.query<Quarantine>('billing.quarantine')).data.items.map(
    ({ reason }) => reason,
  );

test('an invoice is charged to the card on file; that it is paid is booked once, whoever tells it', async () => {
  const owner = await site.owing();
  await site.keepCard(owner);
  expect(await site.run()).toMatchObject({ made: 1, sent: 1, charged: 1, failed: 0 });
  expect(await site.invoiceOf(owner)).toMatchObject({ state: 'paid', payUrl: null });
  await site.hear();
  await site.run();
  expect(await site.balance(owner, 'payments')).toBe(135n * CENT);
  expect(await site.balance(owner, 'receivable')).toBe(0n);
  expect(await noticeKindsOf(owner)).toEqual(['invoice_paid', 'invoice_open']);
  expect(await site.books.problems(owner.workspaceId)).toEqual([]);
  expect(await reasons()).toEqual([]);
});

test('a declined card makes it failed since then; it is tried again, and a card that works pays it', async () => {
  site.setNow('2026-11-01T01:07:00.000Z');
  const owner = await site.owing();
  const cardId = await site.keepCard(owner);
  site.stripe.decline(cardId, 'insufficient_funds');
  await site.run();
  const { id, state, payUrl } = await site.invoiceOf(owner);
  expect(state).toBe('failed');
  expect(payUrl).toContain(site.stripe.url);
  expect(await site.listed(id)).toMatchObject({
    problem: 'card_declined',
    chargeAt: '2026-11-04T01:07:00.000Z',
  });
  const since = async () =>
    inTenant(site.house.database.db, await site.placeOf(owner), async (tx) =>
      failedInvoiceSince(tx, await site.placeOf(owner)),
    );
  expect(await since()).toEqual(new Date('2026-11-01T01:07:00.000Z'));
  // Nobody is charged before their time, or for a try that was made.
  const tries = () =>
    site.stripe.requests().filter(({ line }) => line.endsWith('/pay') && line.startsWith('POST'))
      .length;
  const before = tries();
  await site.run();
  expect(tries()).toBe(before);
  site.setNow('2026-11-04T02:00:00.000Z');
  await site.run();
  expect(tries()).toBe(before + 1);
  expect(await since()).toEqual(new Date('2026-11-01T01:07:00.000Z'));
  site.stripe.accept(cardId);
  expect(await site.operator.mutate('invoices.retry', ref(owner, id))).toMatchObject({
    status: 200,
  });
  expect((await site.invoiceOf(owner)).state).toBe('paid');
  expect(await since()).toBeNull();
  await site.hear();
  expect(await noticeKindsOf(owner)).toEqual(['invoice_paid', 'invoice_failed', 'invoice_open']);
  expect(await site.books.problems(owner.workspaceId)).toEqual([]);
});

test('without a card it waits to be paid by hand, and is failed when the last try has passed', async () => {
  site.setNow('2026-11-01T01:07:00.000Z');
  const owner = await site.owing();
  await site.run();
  const { id } = await site.invoiceOf(owner);
  for (const [day, state] of [
    ['04', 'open'],
    ['09', 'open'],
    ['16', 'failed'],
  ] as const) {
    site.setNow(`2026-11-${day}T02:00:00.000Z`);
    await site.run();
    expect((await site.invoiceOf(owner)).state).toBe(state);
  }
  expect(await site.listed(id)).toMatchObject({ chargeAt: null, problem: 'no_card' });
  // On Stripe's own page, of which only its webhook tells.
  await site.rail.client.invoices.pay((await atStripe(id))?.id ?? '', { paid_out_of_band: true });
  await site.hear();
  expect((await site.invoiceOf(owner)).state).toBe('paid');
  expect(await site.books.problems(owner.workspaceId)).toEqual([]);
});

test('while Stripe is away nothing is lost, and it is told why', async () => {
  site.setNow('2026-11-01T01:07:00.000Z');
  const owner = await site.owing();
  site.stripe.fault({ kind: 'refuse', status: 500, on: 'POST /v1/invoices', times: 3 });
  expect(await site.run()).toMatchObject({ made: 1, sent: 0, failed: 1 });
  const { id, state } = await site.invoiceOf(owner);
  expect(state).toBe('draft');
  expect(await site.listed(id)).toMatchObject({ problem: 'unavailable', stripeInvoiceId: null });
  expect(await noticeKindsOf(owner)).toEqual([]);
  expect(await site.operator.mutate('invoices.markPaid', ref(owner, id))).toMatchObject({
    status: 409,
  });
  expect(await site.run()).toMatchObject({ made: 0, sent: 1, failed: 0 });
  expect((await site.invoiceOf(owner)).state).toBe('open');
  expect(await noticeKindsOf(owner)).toEqual(['invoice_open']);
});

test('what is voided or credited here is so at Stripe, in whatever order it tells', async () => {
  const [one, two, three] = [await site.owing(), await site.owing(), await site.owing()];
  await site.keepCard(three);
  await site.run();
  const [first, second, third] = [
    await site.invoiceOf(one),
    await site.invoiceOf(two),
    await site.invoiceOf(three),
  ];
  expect(await site.operator.mutate('invoices.void', ref(one, first.id))).toMatchObject({
    status: 200,
  });
  expect(await atStripe(first.id)).toMatchObject({ status: 'void' });
  expect(await credit(two, second.id, 35)).toMatchObject({ status: 200 });
  expect(await atStripe(second.id)).toMatchObject({ amount_remaining: 100 });
  expect(await credit(two, second.id, 101)).toMatchObject({ status: 409 });
  // More than Stripe has left of it, as somebody has made one there that nobody has told us of.
  await site.rail.client.creditNotes.create({
    invoice: (await atStripe(second.id))?.id ?? '',
    amount: 60,
  });
  expect(await credit(two, second.id, 50)).toMatchObject({ status: 409 });
  expect(third.state).toBe('paid');
  expect(await credit(three, third.id, 135)).toMatchObject({ status: 200 });
  expect(await site.balance(three, 'payments')).toBe(0n);
  await site.hear();
  const now = await site.invoiceOf(two);
  expect([now.creditedCents, now.state]).toEqual([95, 'open']);
  expect(now.creditNotes.map((note) => [note.amountCents, note.state])).toEqual([
    [35, 'issued'],
    [50, 'void'],
    [60, 'issued'],
  ]);
  expect(await site.balance(two, 'receivable')).toBe(40n * CENT);
  // The refund of a credit note is the credit note's.
  expect(await reasons()).toEqual([]);
  for (const { workspaceId } of [one, two, three]) {
    expect(await site.books.problems(workspaceId)).toEqual([]);
  }
});

test('an invoice that is credited whole at Stripe is settled with no money, though its end is told first', async () => {
  const owner = await site.owing();
  await site.run();
  const { id } = await site.invoiceOf(owner);
  const there = await atStripe(id);
  await site.rail.client.creditNotes.create({ invoice: there?.id ?? '', amount: 135 });
  const url = await atStripe(id);
  expect(url).toMatchObject({ amount_remaining: 0 });
  await site.hear();
  expect(await site.balance(owner, 'payments')).toBe(0n);
  expect(await site.balance(owner, 'credited')).toBe(135n * CENT);
  expect(await site.balance(owner, 'receivable')).toBe(0n);
  expect(await site.books.problems(owner.workspaceId)).toEqual([]);
});

test('what Stripe says of an invoice that does not agree waits for the operator', async () => {
  const owner = await site.owing();
  await site.run();
  const { id } = await site.invoiceOf(owner);
  const there = await atStripe(id);
  // Void here, without a word to Stripe, where somebody then pays it.
  await site.house.inWorkspaceOf(owner, (tx) =>
    tx.execute(
      sql`update invoices set state = 'void', voided_at = now(), charge_at = null where id = ${id}`,
    ),
  );
  await site.rail.client.invoices.pay(there?.id ?? '', { paid_out_of_band: true });
  await site.hear();
  expect(new Set(await reasons())).toEqual(new Set(['other_end']));
  expect((await site.invoiceOf(owner)).state).toBe('void');
  expect(await site.balance(owner, 'payments')).toBe(0n);
});
