import {
  boolean,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import type { ReceiptLine } from '@geko/contracts/receipt';
import { at, int8, tenancy } from './columns.ts';
import { users } from './identity.ts';
import { workspaces } from './tenancy.ts';

/** Counters by meter and period; a new period is a new row, so no job resets anything. */
export const quotas = pgTable(
  'quotas',
  {
    ...tenancy,
    /** 'workspace', or 'model:<id>'. */
    subject: text('subject').notNull(),
    meter: text('meter', { enum: ['tokens', 'requests'] }).notNull(),
    periodStart: at('period_start').notNull(),
    used: int8('used')
      .notNull()
      .default(sql`0`),
    held: int8('held')
      .notNull()
      .default(sql`0`),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.subject, t.meter, t.periodStart] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** What one hold took of one counter. */
export type HeldAmount = {
  subject: string;
  meter: 'tokens' | 'requests';
  periodStart: string;
  /** Decimal string. */
  amount: string;
};

/** Quota set aside for one running call: settled or released, never forgotten. Same id as its turn. */
export const holds = pgTable(
  'holds',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    status: text('status', { enum: ['held', 'settled'] }).notNull(),
    inputTokens: integer('input_tokens').notNull(),
    maxOutputTokens: integer('max_output_tokens').notNull(),
    amounts: jsonb('amounts').$type<HeldAmount[]>().notNull(),
    /** The decision which the settlement needs again: never looked up anew. */
    funding: text('funding', { enum: ['local', 'included', 'credits', 'postpaid'] }).notNull(),
    markupBps: integer('markup_bps').notNull(),
    priceVersion: integer('price_version').notNull(),
    leaseUntil: at('lease_until').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    settledAt: at('settled_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    index('holds_lease')
      .on(t.leaseUntil)
      .where(sql`status = 'held'`),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** One row a provider call; never changed, so that a receipt always recomputes. */
export const tokenUsage = pgTable(
  'token_usage',
  {
    ...tenancy,
    /** The turn's id: one call a turn. */
    id: uuid('id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    conversationId: uuid('conversation_id'),
    modelId: text('model_id').notNull(),
    provider: text('provider').notNull(),
    priceVersion: integer('price_version').notNull(),
    inputTokens: integer('input_tokens').notNull(),
    cachedInputTokens: integer('cached_input_tokens').notNull(),
    cacheWriteTokens: integer('cache_write_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    reasoningTokens: integer('reasoning_tokens').notNull(),
    /** What limits counted: the total, at most what was held. */
    meteredTokens: integer('metered_tokens').notNull(),
    overshootTokens: integer('overshoot_tokens').notNull(),
    /** The provider's own words; null when it said nothing. */
    rawUsage: jsonb('raw_usage'),
    isEstimated: boolean('is_estimated').notNull(),
    lines: jsonb('lines').$type<ReceiptLine[]>().notNull(),
    costNano: int8('cost_nano').notNull(),
    chargeNano: int8('charge_nano').notNull(),
    absorbedNano: int8('absorbed_nano').notNull(),
    markupBps: integer('markup_bps').notNull(),
    funding: text('funding', { enum: ['local', 'included', 'credits', 'postpaid'] }).notNull(),
    keyAlias: text('key_alias'),
    outcome: text('outcome', { enum: ['finished', 'stopped', 'failed', 'interrupted'] }).notNull(),
    timeToFirstTokenMs: integer('time_to_first_token_ms'),
    durationMs: integer('duration_ms').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    index('token_usage_time').on(t.tenantId, t.workspaceId, t.createdAt, t.id),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** Append-only double entry. A journal is one operation; posting it twice is refused by its key. */
export const ledgerJournals = pgTable(
  'ledger_journals',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    kind: text('kind', { enum: ['usage'] }).notNull(),
    /** What was booked, such as a turn's id. Unique by kind. */
    operationId: uuid('operation_id').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('ledger_journals_operation').on(t.tenantId, t.workspaceId, t.kind, t.operationId),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    ...tenancy,
    journalId: uuid('journal_id').notNull(),
    line: integer('line').notNull(),
    account: text('account', {
      enum: ['provider_cost', 'provider_payable', 'receivable', 'revenue', 'absorbed_loss'],
    }).notNull(),
    /** Debit positive, credit negative; a journal's entries sum to zero. */
    amountNano: int8('amount_nano').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.journalId, t.line] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.journalId],
      foreignColumns: [ledgerJournals.tenantId, ledgerJournals.workspaceId, ledgerJournals.id],
    }),
  ],
);
