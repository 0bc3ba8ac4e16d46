import { sql } from 'drizzle-orm';
import { makePgArray } from 'drizzle-orm/pg-core';
import type { Difference } from '@geko/contracts/invoices';
import type { Db } from '@geko/db/client';
import { planOfProduct } from '@geko/payments/stripe/catalogue';
import type { InvoiceFacts } from '@geko/payments/stripe/facts/invoice-facts';
import type { StripeMonth } from '@geko/payments/stripe/list-month';
import type { MonthBooks } from './compare-month.ts';
import {
  compareMoneyBacks,
  comparePlanBooks,
  comparePlansWithStripe,
  type MoneyBackBooks,
  type PlanInvoiceBooks,
} from './compare-plans.ts';

/**
 * The invoices of plans that were made in a month (in UTC), against the ledger and against Stripe, and what went back of any
 * payment that Stripe lists. listed: null = books alone.
 */
export async function reconcilePlans(
  db: Db,
  {
    startAt,
    endAt,
    listed,
    books,
  }: { startAt: Date; endAt: Date; listed: StripeMonth | null; books: MonthBooks },
): Promise<{ compared: number; differences: Difference[] }> {
  const invoices = await readPlanInvoices(db, { startAt, endAt });
  const differences = comparePlanBooks(invoices);
  if (listed === null) return { compared: invoices.length, differences };
  const isOfMonth = ({ createdAt }: InvoiceFacts) => createdAt >= startAt && createdAt < endAt;
  const ours = await ofPlans(db, listed.invoices.filter(isOfMonth));
  const workspaces = new Map([
    ...invoices.map(({ paymentIntentId: id, workspaceId }) => [id, workspaceId] as const),
    ...books.payments.map(({ moneyId: id, workspaceId }) => [id, workspaceId] as const),
  ]);
  const forUse = new Set(books.invoices.map(({ stripeInvoiceId }) => stripeInvoiceId));
  const byNote = new Map(
    listed.payments.map(({ paymentIntentId, invoiceId }) => [
      paymentIntentId,
      invoiceId !== null && forUse.has(invoiceId),
    ]),
  );
  return {
    compared: invoices.length,
    differences: [
      ...differences,
      ...comparePlansWithStripe(invoices, ours),
      ...compareMoneyBacks(
        await readMoneyBacks(
          db,
          listed.payments.map(({ paymentIntentId: id }) => id),
        ),
        {
          payments: listed.payments,
          disputes: listed.disputes,
          placeOf: (id) => workspaces.get(id),
          isRefundedByNote: (id) => byNote.get(id) ?? false,
        },
      ),
    ],
  };
}

/** Those of subscriptions to our plans that are final there and ask for something: drafts and trials are in no books. */
async function ofPlans(db: Db, invoices: readonly InvoiceFacts[]): Promise<InvoiceFacts[]> {
  const final = invoices.filter(
    ({ state, subscriptionId, totalCents, dueCents }) =>
      subscriptionId !== null &&
      state !== 'draft' &&
      state !== 'unknown' &&
      (totalCents !== 0 || dueCents !== 0),
  );
  const named = [...new Set(final.flatMap(({ subscriptionId: id }) => id ?? []))];
  const { rows } = await db.execute<{ id: string }>(
    sql`select id from system.subscriptions_begun(${makePgArray(named)}::text[]) as id`,
  );
  const begun = new Set(rows.map(({ id }) => id));
  return final.filter(
    ({ subscriptionId, productIds }) =>
      begun.has(subscriptionId ?? '') || productIds.some((id) => planOfProduct(id) !== null),
  );
}

async function readPlanInvoices(
  db: Db,
  { startAt, endAt }: { startAt: Date; endAt: Date },
): Promise<PlanInvoiceBooks[]> {
  const { rows } = await db.execute<{
    workspace_id: string;
    number: string;
    state: PlanInvoiceBooks['state'];
    stripe_invoice_id: string;
    payment_intent_id: string | null;
    subtotal_cents: bigint;
    tax_cents: bigint;
    credited_cents: bigint;
    paid_cents: bigint;
    balance_cents: bigint;
    payments_nano: bigint;
    balance_nano: bigint;
    revenue_nano: bigint;
  }>(sql`select * from system.plan_invoice_books(${startAt.toISOString()}::timestamptz,
    ${endAt.toISOString()}::timestamptz)`);
  return rows.map((row) => ({
    workspaceId: row.workspace_id,
    number: row.number,
    state: row.state,
    stripeInvoiceId: row.stripe_invoice_id,
    paymentIntentId: row.payment_intent_id,
    subtotalCents: row.subtotal_cents,
    taxCents: row.tax_cents,
    creditedCents: row.credited_cents,
    paidCents: row.paid_cents,
    balanceCents: row.balance_cents,
    booked: {
      payments: row.payments_nano,
      customer_balance: row.balance_nano,
      plan_revenue: row.revenue_nano,
    },
  }));
}

async function readMoneyBacks(db: Db, money: string[]): Promise<MoneyBackBooks[]> {
  const { rows } = await db.execute<{
    paid_by: string;
    kind: MoneyBackBooks['kind'];
    state: MoneyBackBooks['state'];
    money_id: string | null;
    amount_cents: number;
  }>(sql`select * from system.money_backs_of(${makePgArray(money)}::text[])`);
  return rows.map((row) => ({
    paidBy: row.paid_by,
    kind: row.kind,
    state: row.state,
    moneyId: row.money_id,
    amountCents: row.amount_cents,
  }));
}
