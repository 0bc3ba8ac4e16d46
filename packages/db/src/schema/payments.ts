import { sql } from 'drizzle-orm';
import {
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
import { paymentStates, quarantineReasons } from '@geko/contracts/payments';
import { at, int8, tenancy } from './columns.ts';
import { users } from './identity.ts';
import { workspaces } from './tenancy.ts';

/** Credit that somebody began to buy; its lot has the same id. */
export const payments = pgTable(
  'payments',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    state: text('state', { enum: paymentStates }).notNull(),
    creditNano: int8('credit_nano').notNull(),
    /** As it was agreed, without tax; in US cents. */
    priceCents: integer('price_cents').notNull(),
    taxCents: integer('tax_cents').notNull().default(0),
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
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    // Money pays once, whatever tells of it and however often.
    uniqueIndex('payments_money').on(t.moneyId),
    // Stripe's objects carry the id alone.
    uniqueIndex('payments_id').on(t.id),
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
  },
  (t) => [
    index('stripe_events_quarantine')
      .on(t.receivedAt, t.id)
      .where(sql`outcome = 'quarantined'`),
    check('stripe_events_reason', sql`(${t.outcome} = 'quarantined') = (${t.reason} is not null)`),
  ],
);
