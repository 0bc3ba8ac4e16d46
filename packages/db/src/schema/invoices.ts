import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  pgView,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { creditNoteStates, invoiceKinds, invoiceStates } from '@geko/contracts/invoices';
import { soldPlanIds } from '@geko/contracts/subscriptions';
import { at, int8, tenancy } from './columns.ts';
import { users } from './identity.ts';
import { planSubscriptions } from './subscriptions.ts';
import { workspaces } from './tenancy.ts';

/** What a workspace owes for a month's calls. What it says never changes; what becomes of it only goes forward. */
export const invoices = pgTable(
  'invoices',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    /** "2026-10", in the zone that the workspace had. */
    month: text('month').notNull(),
    periodStart: at('period_start').notNull(),
    periodEnd: at('period_end').notNull(),
    /** What people call it; counts up in the workspace. */
    number: text('number').notNull(),
    state: text('state', { enum: invoiceStates }).notNull(),
    /** The sum of its lines. */
    totalNano: int8('total_nano').notNull(),
    /** The same, rounded once; US cents without tax. */
    totalCents: int8('total_cents').notNull(),
    taxCents: int8('tax_cents')
      .notNull()
      .default(sql`0`),
    /** What issued credit notes have taken off. */
    creditedCents: int8('credited_cents')
      .notNull()
      .default(sql`0`),
    /** As they were called when it was made. */
    companyName: text('company_name').notNull(),
    workspaceName: text('workspace_name').notNull(),
    madeAt: at('made_at').notNull(),
    /** When its people were told. */
    openedAt: at('opened_at'),
    /** Since when it is failed. */
    failedAt: at('failed_at'),
    paidAt: at('paid_at'),
    voidedAt: at('voided_at'),
    /** The operator who noted that it was paid; null = Stripe tells. */
    paidBy: uuid('paid_by').references(() => users.id),
    customerId: text('customer_id'),
    stripeInvoiceId: text('stripe_invoice_id'),
    /** What Stripe charged for it, which refunds and disputes name. */
    paymentIntentId: text('payment_intent_id'),
    pageUrl: text('page_url'),
    /** By how much the customer's balance at Stripe went up with it: that much was not charged. */
    balanceCents: int8('balance_cents')
      .notNull()
      .default(sql`0`),
    /** How often its card was charged, and when it is next; null = not by itself. */
    charges: integer('charges').notNull().default(0),
    chargeAt: at('charge_at'),
    /** Why it is not at Stripe yet, or could not be charged, in our word for it. */
    problem: text('problem'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    // One a workspace and month, however often the job runs.
    uniqueIndex('invoices_month').on(t.tenantId, t.workspaceId, t.month),
    uniqueIndex('invoices_number').on(t.tenantId, t.number),
    // Stripe's objects carry the id alone.
    uniqueIndex('invoices_id').on(t.id),
    uniqueIndex('invoices_stripe').on(t.stripeInvoiceId),
    index('invoices_payment').on(t.paymentIntentId),
    index('invoices_made').on(t.madeAt, t.id),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    check(
      'invoices_state',
      sql`(${t.state} = 'paid') = (${t.paidAt} is not null) and (${t.state} = 'void') = (${t.voidedAt} is not null)
        and (${t.state} <> 'failed' or ${t.failedAt} is not null) and (${t.state} <> 'draft' or ${t.openedAt} is null)`,
    ),
    check(
      'invoices_sum',
      sql`${t.totalCents} > 0 and ${t.creditedCents} between 0 and ${t.totalCents}
        and abs(${t.totalCents} * 10000000 - ${t.totalNano}) <= 5000000`,
    ),
  ],
);

/** A subscription's own invoice as Stripe makes it, once it is final there. Its state only goes forward. */
export const planInvoices = pgTable(
  'plan_invoices',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    subscriptionId: uuid('subscription_id').notNull(),
    /** What the subscription was to when it was made. */
    planId: text('plan_id', { enum: soldPlanIds }).notNull(),
    stripeInvoiceId: text('stripe_invoice_id').notNull(),
    number: text('number').notNull(),
    state: text('state', { enum: ['open', 'failed', 'paid', 'void'] }).notNull(),
    /** In US cents, without tax; below zero = a change of plan has left credit. */
    subtotalCents: int8('subtotal_cents').notNull(),
    taxCents: int8('tax_cents').notNull(),
    /** What credit notes took off before it was paid, with tax. */
    creditedCents: int8('credited_cents').notNull(),
    /** The money that came in, and by how much the customer's balance at Stripe went up; with tax. */
    paidCents: int8('paid_cents').notNull(),
    balanceCents: int8('balance_cents').notNull(),
    periodStart: at('period_start').notNull(),
    periodEnd: at('period_end').notNull(),
    madeAt: at('made_at').notNull(),
    paidAt: at('paid_at'),
    voidedAt: at('voided_at'),
    /** What was charged for it, which refunds and disputes name. */
    paymentIntentId: text('payment_intent_id'),
    pageUrl: text('page_url'),
    pdfUrl: text('pdf_url'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    // Whatever tells of it, and however often.
    uniqueIndex('plan_invoices_stripe').on(t.stripeInvoiceId),
    index('plan_invoices_payment').on(t.paymentIntentId),
    index('plan_invoices_made').on(t.madeAt, t.id),
    foreignKey({
      name: 'plan_invoices_of_subscription',
      columns: [t.tenantId, t.workspaceId, t.subscriptionId],
      foreignColumns: [
        planSubscriptions.tenantId,
        planSubscriptions.workspaceId,
        planSubscriptions.id,
      ],
    }),
    check(
      'plan_invoices_state',
      sql`(${t.state} = 'paid') = (${t.paidAt} is not null) and (${t.state} = 'void') = (${t.voidedAt} is not null)`,
    ),
    check(
      'plan_invoices_whole',
      sql`${t.state} <> 'paid'
        or ${t.paidCents} + ${t.balanceCents} + ${t.creditedCents} = ${t.subtotalCents} + ${t.taxCents}`,
    ),
  ],
);

/** What each model was used for; the sum is the invoice's. */
export const invoiceLines = pgTable(
  'invoice_lines',
  {
    ...tenancy,
    invoiceId: uuid('invoice_id').notNull(),
    /** From 1. */
    line: integer('line').notNull(),
    modelId: text('model_id').notNull(),
    modelName: text('model_name').notNull(),
    /** Before the month, and on no invoice until then: told late, or too little to be charged by itself. */
    isEarlier: boolean('is_earlier').notNull(),
    calls: int8('calls').notNull(),
    inputTokens: int8('input_tokens').notNull(),
    cachedInputTokens: int8('cached_input_tokens').notNull(),
    cacheWriteTokens: int8('cache_write_tokens').notNull(),
    outputTokens: int8('output_tokens').notNull(),
    reasoningTokens: int8('reasoning_tokens').notNull(),
    images: int8('images').notNull(),
    characters: int8('characters').notNull(),
    seconds: int8('seconds').notNull(),
    amountNano: int8('amount_nano').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.invoiceId, t.line] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.invoiceId],
      foreignColumns: [invoices.tenantId, invoices.workspaceId, invoices.id],
    }),
  ],
);

/** Which journals an invoice is about: each is on one at most, and on the next one where it was told late. */
export const invoicedJournals = pgTable(
  'invoiced_journals',
  {
    ...tenancy,
    journalId: uuid('journal_id').notNull(),
    invoiceId: uuid('invoice_id').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.journalId] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.invoiceId],
      foreignColumns: [invoices.tenantId, invoices.workspaceId, invoices.id],
    }),
  ],
);

/** What is taken off an invoice after it was made. */
export const creditNotes = pgTable(
  'credit_notes',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    invoiceId: uuid('invoice_id').notNull(),
    number: text('number').notNull(),
    state: text('state', { enum: creditNoteStates }).notNull(),
    amountCents: int8('amount_cents').notNull(),
    /** open_invoice: less is to be paid; card: Stripe gives it back; outside: somebody does, by other ways. */
    goesTo: text('goes_to', { enum: ['open_invoice', 'card', 'outside'] }).notNull(),
    memo: text('memo').notNull(),
    /** null = made at Stripe. */
    madeBy: uuid('made_by').references(() => users.id),
    madeAt: at('made_at').notNull(),
    issuedAt: at('issued_at'),
    voidedAt: at('voided_at'),
    stripeCreditNoteId: text('stripe_credit_note_id'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('credit_notes_number').on(t.tenantId, t.number),
    uniqueIndex('credit_notes_stripe').on(t.tenantId, t.stripeCreditNoteId),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.invoiceId],
      foreignColumns: [invoices.tenantId, invoices.workspaceId, invoices.id],
    }),
    check('credit_notes_amount', sql`${t.amountCents} > 0`),
    check(
      'credit_notes_state',
      sql`(${t.state} <> 'issued' or ${t.issuedAt} is not null) and (${t.state} = 'void') = (${t.voidedAt} is not null)`,
    ),
  ],
);

/** Both kinds of invoices, as they are listed; refundedCents: with tax. */
export const invoiceList = pgView('invoice_list', {
  ...tenancy,
  id: uuid('id').notNull(),
  kind: text('kind', { enum: invoiceKinds }).notNull(),
  number: text('number').notNull(),
  month: text('month').notNull(),
  planId: text('plan_id', { enum: soldPlanIds }),
  state: text('state', { enum: invoiceStates }).notNull(),
  totalCents: int8('total_cents').notNull(),
  taxCents: int8('tax_cents').notNull(),
  creditedCents: int8('credited_cents').notNull(),
  refundedCents: int8('refunded_cents').notNull(),
  madeAt: at('made_at').notNull(),
  paidAt: at('paid_at'),
  chargeAt: at('charge_at'),
  pageUrl: text('page_url'),
  pdfUrl: text('pdf_url'),
  stripeInvoiceId: text('stripe_invoice_id'),
  problem: text('problem'),
}).existing();
