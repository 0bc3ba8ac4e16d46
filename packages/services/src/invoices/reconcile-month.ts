import { sql } from 'drizzle-orm';
import type { InvoiceState, Reconciled } from '@geko/contracts/invoices';
import { isUuid } from '@geko/contracts/ids';
import type { Db } from '@geko/db/client';
import { monthOfKey, calendarMonth } from '@geko/domain/periods';
import { PaymentError } from '@geko/payments/payment-error';
import type { InvoiceFacts } from '@geko/payments/stripe/facts/invoice-facts';
import type { PaymentFacts } from '@geko/payments/stripe/facts/payment-facts';
import { listMonth, type StripeMonth } from '@geko/payments/stripe/list-month';
import type { StripeClient } from '@geko/payments/stripe/make-client';
import { fetchInvoice } from '@geko/payments/stripe/settle-invoice';
import { reconcilePlans } from './reconcile-plans.ts';
import {
  compareBooks,
  compareWithStripe,
  type InvoiceBooks,
  type MonthAtStripe,
  type MonthBooks,
  type NoteBooks,
  type PaidPayment,
} from './compare-month.ts';

/** Checkout pages are open for a day: a payment may have been begun so long before it was paid. */
const BEGUN_BEFORE_MS = 2 * 86_400_000;
/** By then the month has ended in every zone, and the job has run. */
const INVOICED_AFTER_MS = 2 * 86_400_000;
const TOP_UPS = new Set(['top_up', 'automatic_top_up']);

type ReconcileDeps = { db: Db; stripe: { client: StripeClient } | null; now: () => Date };

/**
 * Compares the invoices for a month's use, and those of plans that were made in that month (in UTC), with the ledger and with
 * Stripe, and what was paid for credit in it with Stripe; tells every difference, and changes nothing. What happens while it reads may be told as one. Without Stripe
 * the books are compared alone.
 * @throws PaymentError
 */
export async function reconcileMonth(
  { db, stripe, now }: ReconcileDeps,
  { month }: { month: string },
): Promise<Reconciled> {
  const { startAt, endAt } = monthOfKey({ key: month, timeZone: 'UTC' });
  const span = { startAt, endAt, toAt: calendarMonth({ at: endAt, timeZone: 'UTC' }).endAt };
  const listed = stripe === null ? null : await listAround(stripe.client, span);
  const books = await readBooks(db, {
    month,
    ...span,
    named: listed?.payments.flatMap(({ mark: { operationId: id } }) => id ?? []) ?? [],
    isOver: now().getTime() >= endAt.getTime() + INVOICED_AFTER_MS,
  });
  const there =
    stripe === null || listed === null
      ? null
      : await readStripe(stripe.client, { db, books, listed, span });
  const plans = await reconcilePlans(db, { startAt, endAt, listed, books });
  return {
    month,
    isWithStripe: there !== null,
    compared: {
      invoices: books.invoices.length,
      planInvoices: plans.compared,
      creditNotes: books.notes.length,
      payments: books.payments.length,
    },
    differences: [
      ...compareBooks(books),
      ...(there === null ? [] : compareWithStripe(withoutOthers(books, span), there)),
      ...plans.differences,
    ],
  };
}

type Span = { startAt: Date; endAt: Date; toAt: Date };

/** Credit that was bought by an invoice is listed as if it had been paid alone: the invoice has the mark. */
async function listAround(client: StripeClient, { startAt, toAt }: Span): Promise<StripeMonth> {
  const fromAt = new Date(startAt.getTime() - BEGUN_BEFORE_MS);
  const listed = await listMonth(client, { fromAt, toAt });
  const bought = new Map(
    listed.invoices
      .filter(({ mark }) => TOP_UPS.has(mark.purpose ?? ''))
      .map(({ invoiceId, mark }) => [invoiceId, mark]),
  );
  return {
    ...listed,
    payments: listed.payments.map((facts) => {
      const mark = facts.invoiceId === null ? undefined : bought.get(facts.invoiceId);
      return mark === undefined ? facts : { ...facts, invoiceId: null, mark };
    }),
  };
}

/** Payments that Stripe's list merely names are looked up, and not missed in it. */
function withoutOthers(books: MonthBooks & { paidAt: Map<string, Date> }, span: Span): MonthBooks {
  const isOfMonth = ({ id }: PaidPayment) => {
    const at = books.paidAt.get(id);
    return at === undefined || (at >= span.startAt && at < span.endAt);
  };
  return {
    ...books,
    payments: books.payments.filter((row) => row.state === 'begun' || isOfMonth(row)),
  };
}

async function readBooks(
  db: Db,
  {
    month,
    startAt,
    endAt,
    named,
    isOver,
  }: Span & { month: string; named: string[]; isOver: boolean },
): Promise<MonthBooks & { paidAt: Map<string, Date> }> {
  const invoices = await db.execute<{
    workspace_id: string;
    id: string;
    number: string;
    state: InvoiceState;
    total_nano: bigint;
    total_cents: bigint;
    stripe_invoice_id: string | null;
    lines_nano: bigint;
    journals_nano: bigint;
    rounding_nano: bigint;
    paid_nano: bigint;
    void_nano: bigint;
  }>(sql`select * from system.invoice_books(${month})`);
  const notes = await db.execute<{
    workspace_id: string;
    id: string;
    invoice_id: string;
    number: string;
    state: NoteBooks['state'];
    amount_cents: bigint;
    goes_to: NoteBooks['goesTo'];
    issued_at: Date | string | null;
    stripe_credit_note_id: string | null;
    credited_nano: bigint;
  }>(sql`select * from system.credit_note_books(${month})`);
  const uses = isOver
    ? await db.execute<{ workspace_id: string; amount_nano: bigint }>(
        sql`select * from system.use_not_invoiced(${month})`,
      )
    : { rows: [] };
  const ids = `{${named.filter(isUuid).join(',')}}`;
  const payments = await db.execute<{
    workspace_id: string;
    id: string;
    state: PaidPayment['state'];
    price_cents: number;
    tax_cents: number;
    balance_cents: number;
    money_id: string | null;
    paid_at: Date | string | null;
  }>(sql`select * from system.payments_paid(${startAt.toISOString()}::timestamptz,
    ${endAt.toISOString()}::timestamptz, ${ids}::uuid[])`);
  return {
    invoices: invoices.rows.map((row): InvoiceBooks => ({
      workspaceId: row.workspace_id,
      id: row.id,
      number: row.number,
      state: row.state,
      totalNano: row.total_nano,
      totalCents: row.total_cents,
      stripeInvoiceId: row.stripe_invoice_id,
      linesNano: row.lines_nano,
      journalsNano: row.journals_nano,
      roundingNano: row.rounding_nano,
      paidNano: row.paid_nano,
      voidNano: row.void_nano,
    })),
    notes: notes.rows.map((row) => ({
      workspaceId: row.workspace_id,
      id: row.id,
      invoiceId: row.invoice_id,
      number: row.number,
      state: row.state,
      amountCents: row.amount_cents,
      goesTo: row.goes_to,
      issuedAt: row.issued_at === null ? null : new Date(row.issued_at),
      stripeCreditNoteId: row.stripe_credit_note_id,
      creditedNano: row.credited_nano,
    })),
    uses: uses.rows.map((row) => ({
      workspaceId: row.workspace_id,
      amountNano: row.amount_nano,
    })),
    payments: payments.rows.map((row) => ({
      workspaceId: row.workspace_id,
      id: row.id,
      state: row.state,
      priceCents: row.price_cents,
      taxCents: row.tax_cents,
      balanceCents: row.balance_cents,
      moneyId: row.money_id,
    })),
    paidAt: new Map(
      payments.rows.flatMap((row) =>
        row.paid_at === null ? [] : [[row.id, new Date(row.paid_at)] as const],
      ),
    ),
  };
}

/** Of what was listed what belongs to the month; and the month's own invoices that were made there later. */
async function readStripe(
  client: StripeClient,
  {
    db,
    books,
    listed,
    span,
  }: { db: Db; books: MonthBooks & { paidAt: Map<string, Date> }; listed: StripeMonth; span: Span },
): Promise<MonthAtStripe> {
  const marked = listed.invoices.filter(({ mark }) => mark.purpose === 'monthly_invoice');
  const invoices: InvoiceFacts[] = [];
  for (const facts of marked) if (await isOfMonth(db, { books, facts, span })) invoices.push(facts);
  for (const { stripeInvoiceId } of books.invoices) {
    if (stripeInvoiceId === null) continue;
    if (invoices.some(({ invoiceId }) => invoiceId === stripeInvoiceId)) continue;
    const later = await find(client, stripeInvoiceId);
    if (later !== null) invoices.push(later);
  }
  const paidHere = new Set(books.payments.map(({ moneyId }) => moneyId));
  const isOfThisMonth = ({ createdAt, paymentIntentId, mark, state }: PaymentFacts) => {
    const paidAt = books.paidAt.get(mark.operationId ?? '') ?? createdAt;
    const isWithin = paidAt >= span.startAt && paidAt < span.endAt;
    return (
      state === 'paid' &&
      isWithin &&
      (paidHere.has(paymentIntentId) || TOP_UPS.has(mark.purpose ?? ''))
    );
  };
  return {
    invoices,
    notes: listed.creditNotes,
    payments: listed.payments.filter((facts) => facts.invoiceId !== null || isOfThisMonth(facts)),
    toAt: span.toAt,
  };
}

/** One that no row here is about is of the month after which it was made. */
async function isOfMonth(
  db: Db,
  { books, facts, span }: { books: MonthBooks; facts: InvoiceFacts; span: Span },
): Promise<boolean> {
  const { operationId: id } = facts.mark;
  if (books.invoices.some((row) => row.id === id)) return true;
  if (facts.createdAt < span.endAt) return false;
  const ours = id !== null && isUuid(id) ? id : null;
  const { rows } = await db.execute(
    sql`select * from system.place_of_invoice(${ours}::uuid, ${facts.invoiceId}, null)`,
  );
  return rows.length === 0;
}

async function find(client: StripeClient, invoiceId: string): Promise<InvoiceFacts | null> {
  try {
    return await fetchInvoice(client, invoiceId);
  } catch (error) {
    if (error instanceof PaymentError && error.code === 'not_found') return null;
    throw error;
  }
}
