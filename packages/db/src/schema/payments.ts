import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { topUpStops } from '@geko/contracts/automatic-top-up';
import { moneyBackKinds, moneyBackStates } from '@geko/contracts/money-back';
import { paymentOrigins, paymentStates, quarantineReasons } from '@geko/contracts/payments';
import { at, int8, tenancy } from './columns.ts';
import { users } from './identity.ts';
import { invoices, planInvoices } from './invoices.ts';
import { tenants, workspaces } from './tenancy.ts';

/** Credit that somebody began to buy; its lot has the same id. */
export const payments = pgTable(
  'payments',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    state: text('state', { enum: paymentStates }).notNull(),
    origin: text('origin', { enum: paymentOrigins }).notNull().default('page'),
    creditNano: int8('credit_nano').notNull(),
    /** As it was agreed, without tax; in US cents. */
    priceCents: integer('price_cents').notNull(),
    taxCents: integer('tax_cents').notNull().default(0),
    /** What the customer's balance at Stripe paid of it; the rest came in. */
    balanceCents: integer('balance_cents').notNull().default(0),
    /** Whose payment it is at Stripe, and the page on which it is paid; null = it is not there yet. */
    customerId: text('customer_id'),
    sessionId: text('session_id'),
    /** What the money moved by (packages/payments, Truth). */
    moneyId: text('money_id'),
    begunBy: uuid('begun_by')
      .notNull()
      .references(() => users.id),
    begunAt: at('begun_at').notNull(),
    paidAt: at('paid_at'),
    /** When Stripe was last asked what became of it, as nobody had told; null = never. */
    checkedAt: at('checked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    // Money pays once, whatever tells of it and however often.
    uniqueIndex('payments_money').on(t.moneyId),
    // Stripe's objects carry the id alone.
    uniqueIndex('payments_id').on(t.id),
    index('payments_begun')
      .on(t.begunAt, t.id)
      .where(sql`state = 'begun'`),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    check(
      'payments_paid',
      sql`(${t.state} = 'paid') = (${t.paidAt} is not null) and (${t.state} = 'paid') = (${t.moneyId} is not null)`,
    ),
  ],
);

/** What Stripe has told, each event once, and what came of it. Kept for good: it may be told again at any time. */
export const stripeEvents = pgTable(
  'stripe_events',
  {
    id: text('id').primaryKey(),
    type: text('type').notNull(),
    /** null = it is about nothing that has one. */
    objectId: text('object_id'),
    outcome: text('outcome', { enum: ['booked', 'known', 'ignored', 'quarantined'] }).notNull(),
    reason: text('reason', { enum: quarantineReasons }),
    receivedAt: at('received_at').notNull(),
    /** When an operator has put it right, who, and what they noted; null = it waits, or never had to. */
    settledAt: at('settled_at'),
    settledBy: uuid('settled_by').references(() => users.id),
    note: text('note'),
  },
  (t) => [
    index('stripe_events_quarantine')
      .on(t.receivedAt, t.id)
      .where(sql`outcome = 'quarantined' and settled_at is null`),
    check('stripe_events_reason', sql`(${t.outcome} = 'quarantined') = (${t.reason} is not null)`),
  ],
);

/** Money of a payment that went back, or is asked to: once a refund or a dispute at Stripe. */
export const moneyBacks = pgTable(
  'money_backs',
  {
    ...tenancy,
    /** The operation that asked for it here; else one of our own. */
    id: uuid('id').notNull(),
    /** What was paid: credit, a plan's invoice, or one for use; one of the three. */
    paymentId: uuid('payment_id'),
    planInvoiceId: uuid('plan_invoice_id'),
    invoiceId: uuid('invoice_id'),
    kind: text('kind', { enum: moneyBackKinds }).notNull(),
    state: text('state', { enum: moneyBackStates }).notNull(),
    /** The refund or dispute at Stripe; null = it is not there yet. */
    moneyId: text('money_id'),
    /** What it is of: the money id of its payment, which need not be booked yet. */
    paidBy: text('paid_by').notNull(),
    /** With its part of the tax. */
    amountCents: integer('amount_cents').notNull(),
    /** What it has taken of the payment's credit, or of an invoice's money without tax, as it stands. */
    takenNano: int8('taken_nano')
      .notNull()
      .default(sql`0`),
    /** The operator who asked; null = it was begun at Stripe. */
    askedBy: uuid('asked_by').references(() => users.id),
    createdAt: at('created_at').notNull(),
    changedAt: at('changed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('money_backs_money').on(t.moneyId),
    index('money_backs_payment').on(t.tenantId, t.paymentId),
    foreignKey({
      name: 'money_backs_of_payment',
      columns: [t.tenantId, t.workspaceId, t.paymentId],
      foreignColumns: [payments.tenantId, payments.workspaceId, payments.id],
    }),
    foreignKey({
      name: 'money_backs_of_plan_invoice',
      columns: [t.tenantId, t.workspaceId, t.planInvoiceId],
      foreignColumns: [planInvoices.tenantId, planInvoices.workspaceId, planInvoices.id],
    }),
    foreignKey({
      name: 'money_backs_of_invoice',
      columns: [t.tenantId, t.workspaceId, t.invoiceId],
      foreignColumns: [invoices.tenantId, invoices.workspaceId, invoices.id],
    }),
    index('money_backs_plan_invoice').on(t.tenantId, t.planInvoiceId),
    index('money_backs_invoice').on(t.tenantId, t.invoiceId),
    check(
      'money_backs_of_one',
      sql`num_nonnulls(${t.paymentId}, ${t.planInvoiceId}, ${t.invoiceId}) = 1`,
    ),
  ],
);

/** Who a company is at Stripe: all its workspaces pay as one. */
export const stripeCustomers = pgTable(
  'stripe_customers',
  {
    tenantId: uuid('tenant_id')
      .primaryKey()
      .references(() => tenants.id),
    customerId: text('customer_id').notNull(),
    createdAt: at('created_at').notNull(),
    /** Until when somebody takes a card away: one at a time, or two would each leave the other's. null = nobody. */
    cardsLeasedUntil: at('cards_leased_until'),
  },
  (t) => [uniqueIndex('stripe_customers_customer').on(t.customerId)],
);

/** How a workspace's credit is topped up by itself. */
export const automaticTopUps = pgTable(
  'automatic_top_ups',
  {
    ...tenancy,
    isOn: boolean('is_on').notNull(),
    /** Below it credit is bought: so much, and no more than the cap in a calendar month of the workspace. */
    thresholdCents: integer('threshold_cents').notNull(),
    amountCents: integer('amount_cents').notNull(),
    monthlyCapCents: integer('monthly_cap_cents').notNull(),
    /** The payment that is being made; null = none. */
    pendingId: uuid('pending_id'),
    /** Why it buys nothing any more until somebody sees to it; null = it does. */
    stop: text('stop', { enum: topUpStops }),
    stoppedAt: at('stopped_at'),
    setBy: uuid('set_by')
      .notNull()
      .references(() => users.id),
    setAt: at('set_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    check('automatic_top_ups_stop', sql`(${t.stop} is null) = (${t.stoppedAt} is null)`),
  ],
);

/** Credit that operators give away by a code. */
export const promoCodes = pgTable(
  'promo_codes',
  {
    id: uuid('id').primaryKey(),
    /** In capitals. */
    code: text('code').notNull(),
    amountNano: int8('amount_nano').notNull(),
    /** How often it can be redeemed, and was. */
    mostRedemptions: integer('most_redemptions').notNull(),
    redemptions: integer('redemptions').notNull().default(0),
    /** Until when it can be redeemed; null = no end. */
    endsAt: at('ends_at'),
    /** How long its credit lasts; null = for good. */
    creditDays: integer('credit_days'),
    isActive: boolean('is_active').notNull().default(true),
    createdBy: uuid('created_by')
      .notNull()
      .references(() => users.id),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('promo_codes_code').on(t.code),
    check(
      'promo_codes_sound',
      sql`${t.amountNano} > 0 and ${t.redemptions} between 0 and ${t.mostRedemptions}`,
    ),
  ],
);

/** A workspace's use of a code, once; the credit's lot has its id. */
export const promoRedemptions = pgTable(
  'promo_redemptions',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    codeId: uuid('code_id')
      .notNull()
      .references(() => promoCodes.id),
    redeemedBy: uuid('redeemed_by')
      .notNull()
      .references(() => users.id),
    redeemedAt: at('redeemed_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('promo_redemptions_once').on(t.tenantId, t.workspaceId, t.codeId),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);
