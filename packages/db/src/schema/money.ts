import {
  boolean,
  date,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  pgView,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { journalKinds } from '@geko/contracts/journal-kinds';
import type { ReceiptLine } from '@geko/contracts/receipt';
import { at, int8, tenancy } from './columns.ts';
import { users } from './identity.ts';
import type { meters, periodKinds } from './limits.ts';
import { workspaces } from './tenancy.ts';

export const fundings = ['local', 'included', 'credits', 'postpaid'] as const;

/** Stands in usage_daily for no key, as keys of tables know no null. */
export const NO_API_KEY = '00000000-0000-0000-0000-000000000000';

/** What one hold took of one counter. */
export type HeldAmount = {
  subject: string;
  meter: (typeof meters)[number];
  period: (typeof periodKinds)[number];
  periodStart: string;
  /** Decimal string. */
  amount: string;
};

/** What one hold took of one lot, in the order in which it is spent. */
export type HeldLot = { lotId: string; amountNano: string };

/** What of a call is not counted in tokens. */
const units = {
  images: integer('images').notNull().default(0),
  /** "<size>/<quality>" of them all; null = no images. */
  imageKind: text('image_kind'),
  characters: integer('characters').notNull().default(0),
  seconds: integer('seconds').notNull().default(0),
};

/** Quota and funds set aside for one running call: settled or released, never forgotten. Same id as its turn. */
export const holds = pgTable(
  'holds',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    status: text('status', { enum: ['held', 'settled'] }).notNull(),
    inputTokens: integer('input_tokens').notNull(),
    maxOutputTokens: integer('max_output_tokens').notNull(),
    /** At most. */
    ...units,
    amounts: jsonb('amounts').$type<HeldAmount[]>().notNull(),
    lots: jsonb('lots').$type<HeldLot[]>().notNull().default([]),
    /** The decision which the settlement needs again: never looked up anew. */
    funding: text('funding', { enum: fundings }).notNull(),
    markupBps: integer('markup_bps').notNull(),
    priceVersion: integer('price_version').notNull(),
    /** The key that the call came by; null = a person's own session. */
    apiKeyId: uuid('api_key_id'),
    /** Whose call it is, of which model; null = its turn tells. */
    userId: uuid('user_id').references(() => users.id),
    modelId: text('model_id'),
    leaseUntil: at('lease_until').notNull(),
    /** Taken ahead with others of its block, for a call that nobody knows of yet (services/policy/blanks.ts). */
    isBlank: boolean('is_blank').notNull().default(false),
    createdAt: at('created_at').notNull().defaultNow(),
    settledAt: at('settled_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    index('holds_lease')
      .on(t.leaseUntil)
      .where(sql`status = 'held'`),
    index('holds_blank')
      .on(t.tenantId)
      .where(sql`is_blank`),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** Grants of credit. Spent in the order of priority, then the soonest expiry (SPEC §7). */
export const creditLots = pgTable(
  'credit_lots',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    kind: text('kind', { enum: ['trial', 'bonus', 'subscription', 'purchased'] }).notNull(),
    priority: integer('priority').notNull(),
    grantedNano: int8('granted_nano').notNull(),
    /**
     * A projection of the ledger: granted, less what was spent, expired or taken back. Below zero where what was spent
     * is taken back: a debt.
     */
    remainingNano: int8('remaining_nano').notNull(),
    /** What went back with the money that it was bought by. */
    takenBackNano: int8('taken_back_nano')
      .notNull()
      .default(sql`0`),
    /** The part of it that running calls have set aside. */
    heldNano: int8('held_nano')
      .notNull()
      .default(sql`0`),
    /** In the indexes' condition instead of the amount, so that spending of a lot leaves them alone. */
    isOpen: boolean('is_open')
      .notNull()
      .generatedAlwaysAs(sql`remaining_nano <> 0 or held_nano > 0`),
    expiresAt: at('expires_at'),
    /** null = Geko itself. */
    grantedBy: uuid('granted_by').references(() => users.id),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    index('credit_lots_open')
      .on(t.tenantId, t.workspaceId, t.priority, t.expiresAt, t.id)
      .where(sql`is_open`),
    index('credit_lots_expiry')
      .on(t.expiresAt)
      .where(sql`is_open`),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

const tokens = {
  inputTokens: integer('input_tokens').notNull(),
  cachedInputTokens: integer('cached_input_tokens').notNull(),
  cacheWriteTokens: integer('cache_write_tokens').notNull(),
  outputTokens: integer('output_tokens').notNull(),
  reasoningTokens: integer('reasoning_tokens').notNull(),
};

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
    /** The key that the call came by; null = a person's own session. */
    apiKeyId: uuid('api_key_id'),
    conversationId: uuid('conversation_id'),
    /** The model that answered. */
    modelId: text('model_id').notNull(),
    /** What was asked for, where that is another one, or "auto"; null = it is the model that answered. */
    askedFor: text('asked_for'),
    /** The models that were tried before, in that order; null = none. */
    hops: text('hops').array(),
    provider: text('provider').notNull(),
    priceVersion: integer('price_version').notNull(),
    ...tokens,
    ...units,
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
    funding: text('funding', { enum: fundings }).notNull(),
    keyAlias: text('key_alias'),
    outcome: text('outcome', { enum: ['finished', 'stopped', 'failed', 'interrupted'] }).notNull(),
    timeToFirstTokenMs: integer('time_to_first_token_ms'),
    durationMs: integer('duration_ms').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    index('token_usage_time').on(t.tenantId, t.workspaceId, t.createdAt, t.id),
    // Rows come in the order of time, so this costs next to nothing to keep: the sums of provider keys are read by it.
    index('token_usage_recent').using('brin', t.createdAt),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/**
 * What became known later of a call: its figures from then on. Append-only like the receipt itself, of which it takes
 * the place; the newest one counts.
 */
export const usageCorrections = pgTable(
  'usage_corrections',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    usageId: uuid('usage_id').notNull(),
    /** 1, 2, … of one receipt. */
    seq: integer('seq').notNull(),
    ...tokens,
    ...units,
    meteredTokens: integer('metered_tokens').notNull(),
    overshootTokens: integer('overshoot_tokens').notNull(),
    rawUsage: jsonb('raw_usage'),
    isEstimated: boolean('is_estimated').notNull(),
    lines: jsonb('lines').$type<ReceiptLine[]>().notNull(),
    costNano: int8('cost_nano').notNull(),
    chargeNano: int8('charge_nano').notNull(),
    absorbedNano: int8('absorbed_nano').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('usage_corrections_seq').on(t.tenantId, t.workspaceId, t.usageId, t.seq),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.usageId],
      foreignColumns: [tokenUsage.tenantId, tokenUsage.workspaceId, tokenUsage.id],
    }),
  ],
);

/** Use by day in the workspace's zone, member, model and funding: a projection of receipts and their corrections. */
export const usageDaily = pgTable(
  'usage_daily',
  {
    ...tenancy,
    day: date('day').notNull(),
    userId: uuid('user_id').notNull(),
    modelId: text('model_id').notNull(),
    funding: text('funding', { enum: fundings }).notNull(),
    /** NO_API_KEY = those of people's own sessions. */
    apiKeyId: uuid('api_key_id').notNull().default(NO_API_KEY),
    requests: int8('requests').notNull(),
    inputTokens: int8('input_tokens').notNull(),
    cachedInputTokens: int8('cached_input_tokens').notNull(),
    cacheWriteTokens: int8('cache_write_tokens').notNull(),
    outputTokens: int8('output_tokens').notNull(),
    reasoningTokens: int8('reasoning_tokens').notNull(),
    images: int8('images')
      .notNull()
      .default(sql`0`),
    characters: int8('characters')
      .notNull()
      .default(sql`0`),
    seconds: int8('seconds')
      .notNull()
      .default(sql`0`),
    costNano: int8('cost_nano').notNull(),
    chargeNano: int8('charge_nano').notNull(),
    absorbedNano: int8('absorbed_nano').notNull(),
  },
  (t) => [
    primaryKey({
      name: 'usage_daily_pk',
      columns: [t.tenantId, t.workspaceId, t.day, t.userId, t.modelId, t.funding, t.apiKeyId],
    }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

const ledgerAccounts = [
  'provider_cost',
  'provider_payable',
  'receivable',
  'revenue',
  'absorbed_loss',
  'wallet',
  'promotion',
  'payments',
  'breakage',
  'rounding',
  'credited',
  'plan_revenue',
  'customer_balance',
] as const;

/**
 * Append-only double entry. A journal is one operation; posting it twice is refused by its key. Its entries stand in its
 * own row, in arrays of one length, so that it cannot be there without them nor off zero: ledgerEntries has them as rows.
 */
export const ledgerJournals = pgTable(
  'ledger_journals',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    kind: text('kind', { enum: journalKinds }).notNull(),
    /** What was booked: a turn, a correction, a lot, an invoice, a credit note, money that went back. Unique by kind. */
    operationId: uuid('operation_id').notNull(),
    /** What the wallet held after it; null where it does not touch the wallet. */
    walletAfterNano: int8('wallet_after_nano'),
    accounts: text('accounts', { enum: ledgerAccounts }).array().notNull(),
    /** Debit positive, credit negative; they sum to zero. */
    amountsNano: int8('amounts_nano').array().notNull(),
    /** The lot that an entry of the wallet adds to or takes from; null for those of other accounts. */
    lotIds: uuid('lot_ids').array().$type<(string | null)[]>().notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    // Begins otherwise than the primary key: on an empty table Postgres took the one for the other, and kept to it.
    uniqueIndex('ledger_journals_operation').on(t.tenantId, t.operationId, t.kind, t.workspaceId),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** The entries of journals, a row each; line: from 1. */
export const ledgerEntries = pgView('ledger_entries', {
  ...tenancy,
  journalId: uuid('journal_id').notNull(),
  line: integer('line').notNull(),
  account: text('account', { enum: ledgerAccounts }).notNull(),
  lotId: uuid('lot_id'),
  amountNano: int8('amount_nano').notNull(),
}).existing();

/** The sum of a workspace's entries by account: a projection. */
export const ledgerBalances = pgTable(
  'ledger_balances',
  {
    ...tenancy,
    account: text('account', { enum: ledgerAccounts }).notNull(),
    amountNano: int8('amount_nano').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.account] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);
