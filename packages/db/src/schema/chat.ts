import {
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { at, tenancy } from './columns.ts';
import { users } from './identity.ts';
import { workspaces } from './tenancy.ts';

export const conversations = pgTable(
  'conversations',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    title: text('title').notNull(),
    modelId: text('model_id'),
    createdAt: at('created_at').notNull().defaultNow(),
    updatedAt: at('updated_at').notNull().defaultNow(),
    deletedAt: at('deleted_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    index('conversations_recent').on(t.tenantId, t.workspaceId, t.userId, t.updatedAt, t.id),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

export const messages = pgTable(
  'messages',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    role: text('role', { enum: ['user', 'assistant'] }).notNull(),
    text: text('text').notNull(),
    reasoning: text('reasoning'),
    /** Of an answer: the turn that wrote it. */
    turnId: uuid('turn_id'),
    /** Position in the conversation; grows, may have holes. */
    position: integer('position').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    /** A newer try replaced this answer: kept, no longer shown or sent. */
    supersededAt: at('superseded_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('messages_position').on(t.tenantId, t.workspaceId, t.conversationId, t.position),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.workspaceId, conversations.id],
    }),
  ],
);

/** One generation. At most one runs in a conversation. */
export const turns = pgTable(
  'turns',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    conversationId: uuid('conversation_id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    userMessageId: uuid('user_message_id').notNull(),
    assistantMessageId: uuid('assistant_message_id').notNull(),
    modelId: text('model_id').notNull(),
    /** As in the receipt (token_usage). */
    askedFor: text('asked_for'),
    hops: text('hops').array(),
    status: text('status', {
      enum: ['running', 'finished', 'stopped', 'failed', 'interrupted'],
    }).notNull(),
    errorCode: text('error_code'),
    stopRequestedAt: at('stop_requested_at'),
    startedAt: at('started_at').notNull(),
    closedAt: at('closed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('turns_one_running')
      .on(t.tenantId, t.workspaceId, t.conversationId)
      .where(sql`status = 'running'`),
    index('turns_conversation').on(t.tenantId, t.conversationId, t.startedAt),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.conversationId],
      foreignColumns: [conversations.tenantId, conversations.workspaceId, conversations.id],
    }),
  ],
);

/** The parts log: what was shown to viewers, written before it is shown. */
export const turnParts = pgTable(
  'turn_parts',
  {
    ...tenancy,
    turnId: uuid('turn_id').notNull(),
    seq: integer('seq').notNull(),
    kind: text('kind', { enum: ['text', 'reasoning'] }).notNull(),
    text: text('text').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.turnId, t.seq] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.turnId],
      foreignColumns: [turns.tenantId, turns.workspaceId, turns.id],
    }),
  ],
);
