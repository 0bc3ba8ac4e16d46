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
import { soldPlanIds, subscriptionStates } from '@geko/contracts/subscriptions';
import { at, tenancy } from './columns.ts';
import { users } from './identity.ts';
import { workspaces } from './tenancy.ts';

/** What Geko keeps of a workspace's subscriptions at Stripe, those that ended too: what was agreed, and how each stands. */
export const planSubscriptions = pgTable(
  'plan_subscriptions',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    planId: text('plan_id', { enum: soldPlanIds }).notNull(),
    /** A month, without tax; as it was agreed, then as Stripe has it. In US cents. */
    priceCents: integer('price_cents').notNull(),
    trialDays: integer('trial_days').notNull(),
    state: text('state', { enum: subscriptionStates }).notNull(),
    /** How far its life is (packages/payments, SubscriptionFacts); it never goes down. */
    rank: integer('rank').notNull().default(0),
    /** When Stripe was asked for what stands here, by the database's clock; null = never. */
    askedAt: at('asked_at'),
    /** When it was last asked whether it has told all; null = never. */
    checkedAt: at('checked_at'),
    /** Stripe's names for who pays, the page on which it is begun, and the subscription; null = it is not there yet. */
    customerId: text('customer_id'),
    sessionId: text('session_id'),
    subscriptionId: text('subscription_id'),
    periodStartAt: at('period_start_at'),
    periodEndAt: at('period_end_at'),
    /** The end of the last period whose invoice was paid. */
    paidUntil: at('paid_until'),
    trialEndAt: at('trial_end_at'),
    isEnding: boolean('is_ending').notNull().default(false),
    /** Since when a payment of it is due; kept when it ends of that. */
    failedSince: at('failed_since'),
    /** When its grace, or what it is reminded of, is next looked at; null = there is nothing to wait for. */
    lookAt: at('look_at'),
    endedAt: at('ended_at'),
    endReason: text('end_reason'),
    begunBy: uuid('begun_by')
      .notNull()
      .references(() => users.id),
    begunAt: at('begun_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    // Stripe's objects carry one of these alone.
    uniqueIndex('plan_subscriptions_id').on(t.id),
    uniqueIndex('plan_subscriptions_subscription').on(t.subscriptionId),
    // A workspace pays for one plan at a time.
    uniqueIndex('plan_subscriptions_live')
      .on(t.tenantId, t.workspaceId)
      .where(sql`state in ('trialing', 'active', 'past_due', 'unpaid', 'paused')`),
    index('plan_subscriptions_begun').on(t.begunAt, t.id),
    index('plan_subscriptions_look')
      .on(t.lookAt, t.id)
      .where(sql`look_at is not null`),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    check(
      'plan_subscriptions_told',
      sql`(${t.state} = 'begun') = (${t.subscriptionId} is null) and (${t.state} = 'begun') = (${t.askedAt} is null)`,
    ),
    check('plan_subscriptions_ended', sql`(${t.state} = 'ended') = (${t.endedAt} is not null)`),
  ],
);
