import {
  boolean,
  foreignKey,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { sql } from 'drizzle-orm';
import { at, int8, tenancy } from './columns.ts';
import { users } from './identity.ts';
import { tenants, workspaces } from './tenancy.ts';

/** Names of the periods over which limits count; `total` never ends. */
export const periodKinds = ['day', 'week', 'month', 'year', 'total'] as const;
export const meters = ['tokens', 'requests', 'charge'] as const;

const counter = {
  /**
   * Whose counter: 'plan' and 'plan:model:<id>' count what the plan includes; 'workspace', 'member:<id>',
   * 'model:<id>' and 'key:<id>' count every call, for limits that people set; 'tenant' in tenant_quotas.
   */
  subject: text('subject').notNull(),
  meter: text('meter', { enum: meters }).notNull(),
  period: text('period', { enum: periodKinds }).notNull(),
  periodStart: at('period_start').notNull(),
  periodEnd: at('period_end').notNull(),
  /** Tokens, requests, or nano-USD charged. */
  used: int8('used')
    .notNull()
    .default(sql`0`),
  held: int8('held')
    .notNull()
    .default(sql`0`),
};

/** Counters by meter and period; a new period is a new row, so no job resets anything. */
export const quotas = pgTable('quotas', { ...tenancy, ...counter }, (t) => [
  primaryKey({
    name: 'quotas_pk',
    columns: [t.tenantId, t.workspaceId, t.subject, t.meter, t.period, t.periodStart],
  }),
  foreignKey({
    columns: [t.tenantId, t.workspaceId],
    foreignColumns: [workspaces.tenantId, workspaces.id],
  }),
]);

/** The same for limits on all workspaces of a tenant together. */
export const tenantQuotas = pgTable(
  'tenant_quotas',
  {
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.id),
    ...counter,
  },
  (t) => [
    primaryKey({
      name: 'tenant_quotas_pk',
      columns: [t.tenantId, t.subject, t.meter, t.period, t.periodStart],
    }),
  ],
);

/** Keys by which programs call. */
export const apiKeys = pgTable(
  'api_keys',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    /** Whose calls they are. */
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    name: text('name').notNull(),
    /** SHA-256 of the whole secret, hex: the secret itself is nowhere. */
    keyHash: text('key_hash').notNull(),
    lastFour: text('last_four').notNull(),
    scopes: text('scopes').array().notNull(),
    /** The only models that it may call; null = all that its person may use. */
    modelIds: text('model_ids').array(),
    expiresAt: at('expires_at'),
    /** To the minute. */
    lastUsedAt: at('last_used_at'),
    /** A licence's: found by the hash of "GEKO-…", and no key of its person's. */
    isLicence: boolean('is_licence').notNull().default(false),
    createdAt: at('created_at').notNull(),
    revokedAt: at('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('api_keys_hash').on(t.keyHash),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

const limitFacts = {
  meter: text('meter', { enum: meters }).notNull(),
  /** Tokens, requests, or nano-USD. */
  cap: int8('cap').notNull(),
  period: text('period', { enum: periodKinds }).notNull(),
  /** Where periods begin; null = with the calendar. */
  anchorAt: at('anchor_at'),
  overflow: text('overflow', { enum: ['block', 'credits', 'allow'] }).notNull(),
  createdBy: uuid('created_by')
    .notNull()
    .references(() => users.id),
  createdAt: at('created_at').notNull(),
};

/** Caps that people of a workspace have set. subject_id: '' for the workspace and for each member. */
export const limits = pgTable(
  'limits',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    subjectKind: text('subject_kind', {
      enum: ['workspace', 'each_member', 'member', 'model', 'key'],
    }).notNull(),
    subjectId: text('subject_id').notNull(),
    ...limitFacts,
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('limits_subject').on(
      t.tenantId,
      t.workspaceId,
      t.subjectKind,
      t.subjectId,
      t.meter,
      t.period,
    ),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** Caps on all workspaces of a tenant together. */
export const tenantLimits = pgTable(
  'tenant_limits',
  {
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.id),
    id: uuid('id').notNull(),
    ...limitFacts,
    /** Its periods are those of this zone in every workspace, so that all count on one counter. */
    timeZone: text('time_zone').notNull().default('UTC'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    uniqueIndex('tenant_limits_meter').on(t.tenantId, t.meter, t.period),
  ],
);

/** Somebody asks whoever sets a limit to raise it. */
export const limitRequests = pgTable(
  'limit_requests',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    limitId: uuid('limit_id').notNull(),
    status: text('status', { enum: ['open', 'granted', 'declined'] }).notNull(),
    createdAt: at('created_at').notNull(),
    decidedBy: uuid('decided_by').references(() => users.id),
    decidedAt: at('decided_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    uniqueIndex('limit_requests_open')
      .on(t.tenantId, t.workspaceId, t.userId, t.limitId)
      .where(sql`status = 'open'`),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.limitId],
      foreignColumns: [limits.tenantId, limits.workspaceId, limits.id],
    }).onDelete('cascade'),
  ],
);
