import { sql } from 'drizzle-orm';
import {
  foreignKey,
  index,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, int8, tenancy } from './columns.ts';
import { users } from './identity.ts';
import { tenants, workspaces } from './tenancy.ts';

/**
 * Who did what to what; append-only, and free of content. The lines of a tenant form a chain: each carries the
 * hash of the one before. seq and hash are the database's to fill (trigger chain_audit).
 */
export const auditLogs = pgTable(
  'audit_logs',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    seq: int8('seq')
      .notNull()
      .default(sql`0`),
    hash: text('hash').notNull().default(''),
    /** The nil id = Geko itself. */
    actorId: uuid('actor_id').notNull(),
    action: text('action').notNull(),
    objectKind: text('object_kind').notNull(),
    objectId: text('object_id').notNull(),
    before: text('before'),
    after: text('after'),
    address: text('address'),
    userAgent: text('user_agent'),
    requestId: text('request_id').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    unique('audit_logs_chain').on(t.tenantId, t.seq),
    index('audit_logs_time').on(t.tenantId, t.workspaceId, t.createdAt, t.id),
    index('audit_logs_actor').on(t.tenantId, t.workspaceId, t.actorId, t.createdAt, t.id),
    index('audit_logs_action').on(t.tenantId, t.workspaceId, t.action, t.createdAt, t.id),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** Where the audit chain of a tenant ends, and where it begins after retention. Only triggers write it. */
export const auditHeads = pgTable('audit_heads', {
  tenantId: uuid('tenant_id')
    .primaryKey()
    .references(() => tenants.id),
  lastSeq: int8('last_seq')
    .notNull()
    .default(sql`0`),
  lastHash: text('last_hash').notNull().default(''),
  /** The newest line that retention deleted; 0 and '' = none. */
  expiredSeq: int8('expired_seq')
    .notNull()
    .default(sql`0`),
  expiredHash: text('expired_hash').notNull().default(''),
});

/**
 * News for people of a workspace: in the app, and by mail from the worker. For one person, or for all who hold a
 * permission; once a key, so that nothing is said twice.
 */
export const notices = pgTable(
  'notices',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    kind: text('kind').notNull(),
    /** null = everybody with the permission. */
    userId: uuid('user_id').references(() => users.id),
    permission: text('permission'),
    /** What it says, by kind (contracts/notices.ts). */
    facts: jsonb('facts').$type<Record<string, string>>().notNull(),
    onceKey: text('once_key').notNull(),
    createdAt: at('created_at').notNull(),
    /** When the worker has queued its mails. */
    mailedAt: at('mailed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    unique('notices_once').on(t.tenantId, t.workspaceId, t.onceKey),
    index('notices_time').on(t.tenantId, t.workspaceId, t.createdAt, t.id),
    index('notices_unmailed')
      .on(t.createdAt)
      .where(sql`mailed_at is null`),
    index('notices_fair_use')
      .on(t.createdAt)
      .where(sql`facts->>'fairUse' = 'passed'`),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** Up to when a person has read a workspace's notices. */
export const noticeReads = pgTable(
  'notice_reads',
  {
    ...tenancy,
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    readAt: at('read_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.userId] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** Settings of the installation that an operator may change at run time. */
export const systemConfig = pgTable('system_config', {
  key: text('key').primaryKey(),
  value: jsonb('value').notNull(),
  updatedAt: at('updated_at').notNull().defaultNow(),
});

/** Sign of life of background processes; /health reads it. */
export const heartbeats = pgTable('heartbeats', {
  process: text('process').primaryKey(),
  beatAt: at('beat_at').notNull(),
});
