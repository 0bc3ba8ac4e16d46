import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { at, bytes, tenancy } from './columns.ts';
import { users } from './identity.ts';

/** The paying organisation. */
export const tenants = pgTable('tenants', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  createdAt: at('created_at').notNull().defaultNow(),
});

/** The unit of isolation inside a tenant. Its id is unique everywhere, so a URL needs no tenant. */
export const workspaces = pgTable(
  'workspaces',
  {
    tenantId: uuid('tenant_id')
      .notNull()
      .references(() => tenants.id),
    id: uuid('id').notNull().unique(),
    name: text('name').notNull(),
    timeZone: text('time_zone').notNull().default('UTC'),
    createdAt: at('created_at').notNull().defaultNow(),
    /** The version of the picture in workspace_icons; null = none. */
    iconId: uuid('icon_id'),
    /** Whether its people may use local models, on their machines and on the server. */
    hasLocalModels: boolean('has_local_models').notNull().default(true),
    /** Out of sight, and back by one click for 30 days. */
    deletedAt: at('deleted_at'),
    /** When its content was deleted for good; books and audit stay. */
    purgedAt: at('purged_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

/** Custom roles of a workspace, made of permissions. */
export const workspaceRoles = pgTable(
  'workspace_roles',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    name: text('name').notNull(),
    description: text('description').notNull().default(''),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    unique('workspace_roles_name').on(t.tenantId, t.workspaceId, t.name),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** A member's role: one that ships with Geko, or `custom` and the id of one of the workspace's own. */
const memberRoles = ['owner', 'admin', 'editor', 'viewer', 'custom'] as const;

export const workspaceMembers = pgTable(
  'workspace_members',
  {
    ...tenancy,
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    role: text('role', { enum: memberRoles }).notNull(),
    customRoleId: uuid('custom_role_id'),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.userId] }),
    index('workspace_members_user').on(t.userId, t.workspaceId),
    check('workspace_members_role', sql`(${t.role} = 'custom') = (${t.customRoleId} is not null)`),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.customRoleId],
      foreignColumns: [workspaceRoles.tenantId, workspaceRoles.workspaceId, workspaceRoles.id],
    }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

export const rolePermissions = pgTable(
  'role_permissions',
  { ...tenancy, roleId: uuid('role_id').notNull(), permission: text('permission').notNull() },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.roleId, t.permission] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.roleId],
      foreignColumns: [workspaceRoles.tenantId, workspaceRoles.workspaceId, workspaceRoles.id],
    }),
  ],
);

/** Pictures of workspaces, re-encoded, small. */
export const workspaceIcons = pgTable(
  'workspace_icons',
  { ...tenancy, id: uuid('id').notNull(), image: bytes('image').notNull() },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** Ways in that somebody has offered. Only the token's hash is kept; a row ends once: accepted or revoked. */
export const invitations = pgTable(
  'invitations',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    /** null = a link, for whoever holds it. */
    email: text('email'),
    role: text('role', { enum: memberRoles }).notNull(),
    customRoleId: uuid('custom_role_id'),
    tokenHash: text('token_hash').notNull().unique(),
    invitedBy: uuid('invited_by')
      .notNull()
      .references(() => users.id),
    /** The mail that carries it; tells the inviter whether it arrived. */
    mailId: uuid('mail_id'),
    createdAt: at('created_at').notNull().defaultNow(),
    expiresAt: at('expires_at').notNull(),
    acceptedAt: at('accepted_at'),
    acceptedBy: uuid('accepted_by').references(() => users.id),
    revokedAt: at('revoked_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.id] }),
    check('invitations_role', sql`(${t.role} = 'custom') = (${t.customRoleId} is not null)`),
    uniqueIndex('invitations_pending_email')
      .on(t.tenantId, t.workspaceId, t.email)
      .where(sql`${t.acceptedAt} is null and ${t.revokedAt} is null`),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.customRoleId],
      foreignColumns: [workspaceRoles.tenantId, workspaceRoles.workspaceId, workspaceRoles.id],
    }),
  ],
);

/** Which plan a workspace is on. */
export const workspaceSubscriptions = pgTable(
  'workspace_subscriptions',
  {
    ...tenancy,
    planId: text('plan_id', { enum: ['free', 'pro', 'paygo', 'enterprise'] }).notNull(),
    startedAt: at('started_at').notNull().defaultNow(),
    /** The operator has set it, other than a subscription would: what Stripe tells does not change it. */
    isByHand: boolean('is_by_hand').notNull().default(false),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);
