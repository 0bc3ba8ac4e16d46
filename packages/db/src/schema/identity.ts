import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core';
import { at, int8 } from './columns.ts';

/** People are global; they belong to workspaces through memberships. */
export const users = pgTable('users', {
  id: uuid('id').primaryKey(),
  email: text('email').notNull().unique(),
  name: text('name').notNull(),
  passwordHash: text('password_hash').notNull(),
  platformRole: text('platform_role', { enum: ['user', 'support', 'operator'] })
    .notNull()
    .default('user'),
  lastWorkspaceId: uuid('last_workspace_id'),
  createdAt: at('created_at').notNull().defaultNow(),
});

/** Lucia sessions. The id is the SHA-256 of the token in the cookie, so a dump opens no door. */
export const sessions = pgTable(
  'sessions',
  {
    id: text('id').primaryKey(),
    /** What lists and the revoke button name a session by. */
    publicId: uuid('public_id').notNull().unique(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    userAgent: text('user_agent'),
    address: text('address'),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

/** Counters of the rate limiter (rate-limiter-flexible's table). */
export const rateLimits = pgTable('rate_limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull().default(0),
  /** Milliseconds since 1970. */
  expire: int8('expire'),
});
