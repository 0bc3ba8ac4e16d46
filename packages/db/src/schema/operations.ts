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
