import { index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { at, bytes, int8 } from './columns.ts';

/** People are global; they belong to workspaces through memberships. */
export const users = pgTable('users', {
  id: uuid('id').primaryKey(),
  email: text('email').notNull().unique(),
  /** When the person showed that mail to the address reaches them; null = not yet. */
  emailVerifiedAt: at('email_verified_at'),
  name: text('name').notNull(),
  /** null = signs in by an identity provider only. */
  passwordHash: text('password_hash'),
  platformRole: text('platform_role', { enum: ['user', 'support', 'operator'] })
    .notNull()
    .default('user'),
  /** Of mails, dates and numbers. */
  locale: text('locale', { enum: ['en', 'de'] })
    .notNull()
    .default('en'),
  /** IANA name; null = that of the browser. */
  timeZone: text('time_zone'),
  /** The version of the picture in user_avatars; null = none. */
  avatarId: uuid('avatar_id'),
  lastWorkspaceId: uuid('last_workspace_id'),
  /** When the account is erased; null = not asked for. Until then it can be taken back. */
  deleteAfter: at('delete_after'),
  createdAt: at('created_at').notNull().defaultNow(),
});

/** Pictures of people, re-encoded, small. */
export const userAvatars = pgTable('user_avatars', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  id: uuid('id').notNull(),
  image: bytes('image').notNull(),
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
    /** Access tokens carry it; a step up refuses all of those that were minted before. */
    version: integer('version').notNull().default(1),
    userAgent: text('user_agent'),
    address: text('address'),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
  },
  (t) => [index('sessions_user').on(t.userId)],
);

/** The second factor of a person. The secret is sealed under the installation's secret. */
export const userTotp = pgTable('user_totp', {
  userId: uuid('user_id')
    .primaryKey()
    .references(() => users.id, { onDelete: 'cascade' }),
  sealedSecret: text('sealed_secret').notNull(),
  /** null = begun, not shown to work yet. */
  confirmedAt: at('confirmed_at'),
  /** The newest time step that a code was accepted for: a code is good once. */
  lastStep: int8('last_step'),
  createdAt: at('created_at').notNull().defaultNow(),
});

export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    codeHash: text('code_hash').notNull(),
    usedAt: at('used_at'),
  },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] })],
);

/** Accounts elsewhere that sign a person in. */
export const userIdentities = pgTable(
  'user_identities',
  {
    provider: text('provider', { enum: ['google', 'github', 'oidc'] }).notNull(),
    subject: text('subject').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    email: text('email'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.provider, t.subject] }),
    index('user_identities_user').on(t.userId),
  ],
);

/** What a link in a mail, or a code for the desktop app, stands for; only the token's hash is kept. */
export const oneTimeTokens = pgTable(
  'one_time_tokens',
  {
    tokenHash: text('token_hash').primaryKey(),
    kind: text('kind', {
      enum: [
        'verify_email',
        'change_email',
        'reset_password',
        'desktop_sign_in',
        'licence_sign_in',
      ],
    }).notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    /** The address that the mail went to. */
    email: text('email').notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
    usedAt: at('used_at'),
  },
  (t) => [index('one_time_tokens_user').on(t.userId, t.kind)],
);

/** Mails on their way. Addressee and content are sealed, and wiped when the mail is out. */
export const mailOutbox = pgTable(
  'mail_outbox',
  {
    id: uuid('id').primaryKey(),
    kind: text('kind').notNull(),
    /** null = wiped. */
    sealed: text('sealed'),
    /** shown = there is no mail server, the mail stands in the development mailbox. */
    status: text('status', { enum: ['queued', 'sent', 'failed', 'shown'] })
      .notNull()
      .default('queued'),
    tries: integer('tries').notNull().default(0),
    nextTryAt: at('next_try_at').notNull(),
    /** What the mail server said, scrubbed. */
    lastError: text('last_error'),
    createdAt: at('created_at').notNull().defaultNow(),
    closedAt: at('closed_at'),
  },
  (t) => [index('mail_outbox_due').on(t.status, t.nextTryAt)],
);

/** Counters of rate limits, kept by system.count_operations (drizzle/0023_rate_counters.sql). */
export const rateLimits = pgTable('rate_limits', {
  key: text('key').primaryKey(),
  points: integer('points').notNull().default(0),
  /** Milliseconds since 1970. */
  expire: int8('expire'),
});
