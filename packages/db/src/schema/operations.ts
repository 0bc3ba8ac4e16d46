import { foreignKey, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, tenancy } from './columns.ts';
import { workspaces } from './tenancy.ts';

/** Who did what to what; append-only, and free of content. */
export const auditLogs = pgTable(
  'audit_logs',
  {
    ...tenancy,
    id: uuid('id').notNull(),
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
    index('audit_logs_time').on(t.tenantId, t.workspaceId, t.createdAt.desc(), t.id.desc()),
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
