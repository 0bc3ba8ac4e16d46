import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { AuditPage } from '@geko/contracts/audit';
import { inTenant } from '@geko/db/client';
import { failedInvoiceSince } from '@geko/services/billing/failed-invoices';
import { correct } from './testing/late-usage.ts';
import { openInvoiceHouse, type InvoiceHouse } from './testing/invoice-house.ts';
import { noticeKindsOf } from './testing/money-calls.ts';
import { registerPerson, type TestPerson } from './testing/test-person.ts';

const CENT = 10_000_000n;

let site: InvoiceHouse;
beforeAll(async () => {
  site = await openInvoiceHouse(inject('ownerUrl'));
});
afterAll(() => site.close());

const ref = ({ workspaceId }: TestPerson, id: string) => ({ workspaceId, id });
const markPaid = (who: TestPerson, id: string) =>
  site.operator.mutate('invoices.markPaid', ref(who, id));
const voidIt = (who: TestPerson, id: string) => site.operator.mutate('invoices.void', ref(who, id));
const credit = (
  who: TestPerson,
  {
    invoiceId,
    amountCents,
    id = randomUUID(),
  }: { invoiceId: string; amountCents: number; id?: string },
) =>
  site.operator.mutate('invoices.credit', {
    workspaceId: who.workspaceId,
    invoiceId,
    id,
    amountCents,
    memo: 'A mistake of ours',
  });

describe('without Stripe', () => {
  test('an invoice is open at once, its people are told once, and the operator notes that it was paid', async () => {
    const owner = await site.owing();
    expect((await site.run()).made).toBeGreaterThan(0);
    expect((await site.run()).made).toBe(0);
    const invoice = await site.invoiceOf(owner);
    expect(invoice).toMatchObject({
      month: '2026-10',
      state: 'open',
      totalCents: 135,
      totalNano: '1350000000',
      roundingNano: '0',
      periodStart: '2026-10-01T00:00:00.000Z',
      periodEnd: '2026-11-01T00:00:00.000Z',
      payUrl: null,
      lines: [
        {
          modelId: 'gpt-4o-mini',
          isEarlier: false,
          calls: 1,
          inputTokens: 4_000_000,
          outputTokens: 500_000,
        },
      ],
    });
    expect(await site.balance(owner, 'receivable')).toBe(135n * CENT);
    const { id } = invoice;
    expect(await markPaid(owner, id)).toMatchObject({ status: 200 });
    expect(await markPaid(owner, id)).toMatchObject({ status: 409 });
    expect(await voidIt(owner, id)).toMatchObject({ status: 409 });
    expect((await site.invoiceOf(owner)).state).toBe('paid');
    expect(await site.balance(owner, 'receivable')).toBe(0n);
    expect(await site.balance(owner, 'payments')).toBe(135n * CENT);
    expect(await noticeKindsOf(owner)).toEqual(['invoice_paid', 'invoice_open']);
    const { workspaceId } = owner;
    const { data } = await owner.query<AuditPage>('audit.list', { workspaceId });
    expect(
      data.items
        .filter(({ objectId }) => objectId === id)
        .map(({ action, actorId, after }) => [action, actorId, after]),
    ).toEqual([
      ['invoice.mark_paid', site.operator.userId, 'paid'],
      ['invoice.make', null, '2026-10:135'],
    ]);
    expect(await site.books.problems(workspaceId)).toEqual([]);
  });

  test('what rounding adds stands on the invoice and in the ledger', async () => {
    const owner = await site.owing([{ inputTokens: 4_000_001, outputTokens: 500_001 }]);
    await site.run();
    const { totalNano, roundingNano, totalCents } = await site.invoiceOf(owner);
    expect(BigInt(totalNano) + BigInt(roundingNano)).toBe(BigInt(totalCents) * CENT);
    expect(BigInt(roundingNano)).not.toBe(0n);
    expect(await site.balance(owner, 'rounding')).toBe(-BigInt(roundingNano));
    expect(await site.balance(owner, 'receivable')).toBe(BigInt(totalCents) * CENT);
    expect(await site.books.problems(owner.workspaceId)).toEqual([]);
  });

  test('a month without use has no invoice, and one below half a dollar is carried to the next', async () => {
    const nobody = await registerPerson(site.house);
    const owner = await site.owing([{ inputTokens: 1_000_000, outputTokens: 0 }]);
    await site.run();
    expect(await site.invoicesOf(nobody)).toEqual([]);
    expect(await site.invoicesOf(owner)).toEqual([]);
    await site.addUse(owner, [{ at: new Date('2026-11-10T00:00:00Z') }]);
    site.setNow('2026-12-01T01:07:00.000Z');
    await site.run();
    const invoice = await site.invoiceOf(owner);
    expect(invoice).toMatchObject({
      month: '2026-11',
      totalNano: (1_350_000_000n + 225_000_000n).toString(),
      totalCents: 158,
      roundingNano: '5000000',
      lines: [
        { isEarlier: false, amountNano: '1350000000' },
        { isEarlier: true, amountNano: '225000000' },
      ],
    });
    expect(await site.books.problems(owner.workspaceId)).toEqual([]);
    site.setNow('2026-11-01T01:07:00.000Z');
  });

  test('what becomes known after an invoice was made is on the next one, less as well as more', async () => {
    const [owner] = [await site.owing([{ isEstimated: true }, {}])];
    const [estimated] = await site.addUse(owner, [{ isEstimated: true }]);
    await site.run();
    const first = await site.invoiceOf(owner);
    expect(first.totalCents).toBe(3 * 135);
    // A call of October that nobody had settled by then, and one that turns out to have been less.
    await site.addUse(owner, [{ at: new Date('2026-10-31T23:59:59Z') }]);
    site.setNow('2026-11-07T00:00:00.000Z');
    await correct(site.house, owner, estimated ?? '', {
      inputTokens: 2_000_000,
      outputTokens: 500_000,
    });
    await site.addUse(owner, [{ at: new Date('2026-11-08T00:00:00Z'), modelId: 'gpt-5.4' }]);
    expect((await site.run()).made).toBe(0);
    site.setNow('2026-12-01T01:07:00.000Z');
    await site.run();
    const next = await site.invoiceOf(owner);
    expect(next.month).toBe('2026-11');
    const correction = next.lines.find(({ amountNano }) => amountNano.startsWith('-'));
    expect(correction).toMatchObject({
      modelId: 'gpt-4o-mini',
      isEarlier: false,
      calls: 0,
      inputTokens: -2_000_000,
      amountNano: '-450000000',
    });
    expect(next.lines.find(({ isEarlier }) => isEarlier)).toMatchObject({
      calls: 1,
      amountNano: '1350000000',
    });
    expect((await site.invoicesOf(owner)).map(({ number }) => number.slice(-4))).toEqual([
      '0002',
      '0001',
    ]);
    const owed = BigInt(first.totalCents + next.totalCents) * CENT;
    expect(await site.balance(owner, 'receivable')).toBe(owed);
    expect(await site.books.problems(owner.workspaceId)).toEqual([]);
    site.setNow('2026-11-01T01:07:00.000Z');
  });

  test('months end where the workspace is', async () => {
    const owner = await site.owing([{ at: new Date('2026-11-01T09:59:59Z') }]);
    await site.house.inWorkspaceOf(owner, (tx) =>
      tx.execute(sql`update workspaces set time_zone = 'Pacific/Honolulu'`),
    );
    site.setNow('2026-11-01T10:30:00.000Z');
    await site.run();
    expect(await site.invoicesOf(owner)).toEqual([]);
    site.setNow('2026-11-01T11:00:00.000Z');
    await site.run();
    expect(await site.invoiceOf(owner)).toMatchObject({
      month: '2026-10',
      periodEnd: '2026-11-01T10:00:00.000Z',
    });
    site.setNow('2026-11-01T01:07:00.000Z');
  });

  test('credit notes take off what is owed, and out of what was paid, never more than there is', async () => {
    const owner = await site.owing();
    await site.run();
    const { id: invoiceId } = await site.invoiceOf(owner);
    const id = randomUUID();
    expect(await credit(owner, { invoiceId, amountCents: 35, id })).toMatchObject({ status: 200 });
    expect(await credit(owner, { invoiceId, amountCents: 35, id })).toMatchObject({ status: 200 });
    expect(await credit(owner, { invoiceId, amountCents: 36, id })).toMatchObject({ status: 409 });
    expect(await credit(owner, { invoiceId, amountCents: 101 })).toMatchObject({ status: 409 });
    expect(await site.balance(owner, 'receivable')).toBe(100n * CENT);
    await markPaid(owner, invoiceId);
    expect(await site.balance(owner, 'payments')).toBe(100n * CENT);
    expect(await credit(owner, { invoiceId, amountCents: 100 })).toMatchObject({ status: 200 });
    expect(await credit(owner, { invoiceId, amountCents: 1 })).toMatchObject({ status: 409 });
    expect(await site.balance(owner, 'receivable')).toBe(0n);
    expect(await site.balance(owner, 'payments')).toBe(0n);
    expect(await site.balance(owner, 'credited')).toBe(135n * CENT);
    const { creditNotes, creditedCents, number } = await site.invoiceOf(owner);
    expect(creditedCents).toBe(135);
    expect(creditNotes.map((note) => [note.number, note.state, note.amountCents])).toEqual([
      [`${number}-C1`, 'issued', 35],
      [`${number}-C2`, 'issued', 100],
    ]);
    expect(await site.books.problems(owner.workspaceId)).toEqual([]);
  });

  test('what is void is owed no more; what credit notes took off whole is settled', async () => {
    const [one, two] = [await site.owing(), await site.owing()];
    await site.run();
    const [first, second] = [await site.invoiceOf(one), await site.invoiceOf(two)];
    expect(await voidIt(one, first.id)).toMatchObject({ status: 200 });
    expect((await site.invoiceOf(one)).state).toBe('void');
    expect(await markPaid(one, first.id)).toMatchObject({ status: 409 });
    expect(await credit(two, { invoiceId: second.id, amountCents: 135 })).toMatchObject({
      status: 200,
    });
    expect((await site.invoiceOf(two)).state).toBe('paid');
    for (const person of [one, two]) {
      expect(await site.balance(person, 'receivable')).toBe(0n);
      expect(await site.balance(person, 'payments')).toBe(0n);
      expect(await site.balance(person, 'credited')).toBe(135n * CENT);
    }
    // The month has had its invoice.
    expect((await site.run()).made).toBe(0);
    for (const { workspaceId } of [one, two]) {
      expect(await site.books.problems(workspaceId)).toEqual([]);
    }
  });

  test('states do not go back, and what an invoice says does not change, whoever asks', async () => {
    const owner = await site.owing();
    await site.run();
    const { id } = await site.invoiceOf(owner);
    const change = (set: string) =>
      site.house.inWorkspaceOf(owner, (tx) =>
        tx.execute(sql.raw(`update invoices set ${set} where id = '${id}'`)),
      );
    await expect(change(`state = 'draft', opened_at = null`)).rejects.toMatchObject({
      cause: { code: '23001' },
    });
    await expect(change('total_cents = 1')).rejects.toMatchObject({ cause: { code: '42501' } });
    await markPaid(owner, id);
    for (const state of ['open', 'failed', 'void']) {
      await expect(change(`state = '${state}', paid_at = null`)).rejects.toMatchObject({
        cause: { code: '23001' },
      });
    }
    expect(
      await inTenant(site.house.database.db, await site.placeOf(owner), async (tx) =>
        failedInvoiceSince(tx, await site.placeOf(owner)),
      ),
    ).toBeNull();
  });
});

test('others’ invoices are not there, and members without the right do not see them', async () => {
  const owner = await site.owing();
  await site.run();
  const { id } = await site.invoiceOf(owner);
  const stranger = await registerPerson(site.house);
  expect(await stranger.query('invoices.get', ref(owner, id))).toMatchObject({ status: 404 });
  expect(await stranger.query('invoices.get', ref(stranger, id))).toMatchObject({ status: 404 });
  expect(await site.operator.mutate('invoices.void', ref(stranger, id))).toMatchObject({
    status: 404,
  });
});
