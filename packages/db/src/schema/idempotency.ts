import {
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes, tenancy } from './columns.ts';
import { users } from './identity.ts';
import { apiKeys } from './limits.ts';
import { workspaces } from './tenancy.ts';

/**
 * Paid requests that came with an Idempotency-Key, and how they were answered: a day long, and read by nobody but the
 * caller. A row that says running beyond its lease has lost its process.
 */
export const idempotentRequests = pgTable(
  'idempotent_requests',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    /** null = an access token. */
    apiKeyId: uuid('api_key_id'),
    /** Method and path. */
    endpoint: text('endpoint').notNull(),
    key: text('key').notNull(),
    /** SHA-256 of what was asked, hex. */
    fingerprint: text('fingerprint').notNull(),
    /** untold: it was answered with more than is kept. */
    status: text('status', { enum: ['running', 'answered', 'untold'] }).notNull(),
    leaseUntil: at('lease_until').notNull(),
    createdAt: at('created_at').notNull(),
    /** HTTP status, content type and body (gzip) of the answer; null without one. */
    answerStatus: integer('answer_status'),
    answerType: text('answer_type'),
    answerBody: bytes('answer_body'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    unique('idempotent_requests_key')
      .on(t.tenantId, t.workspaceId, t.userId, t.apiKeyId, t.endpoint, t.key)
      .nullsNotDistinct(),
    index('idempotent_requests_age').on(t.createdAt),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.apiKeyId],
      foreignColumns: [apiKeys.tenantId, apiKeys.workspaceId, apiKeys.id],
    }),
  ],
);
