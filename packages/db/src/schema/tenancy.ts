import { foreignKey, index, pgTable, primaryKey, text, unique, uuid } from 'drizzle-orm/pg-core';
import { at, tenancy } from './columns.ts';
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
    deletedAt: at('deleted_at'),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.id] })],
);

export const workspaceMembers = pgTable(
  'workspace_members',
  {
    ...tenancy,
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id),
    role: text('role', { enum: ['owner', 'admin', 'editor', 'viewer'] }).notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.userId] }),
    index('workspace_members_user').on(t.userId, t.workspaceId),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** Custom roles of a workspace, made of permissions. */
export const workspaceRoles = pgTable(
  'workspace_roles',
  {
    ...tenancy,
    id: uuid('id').notNull(),
    name: text('name').notNull(),
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

/** Which plan a workspace is on. */
export const workspaceSubscriptions = pgTable(
  'workspace_subscriptions',
  {
    ...tenancy,
    planId: text('plan_id', { enum: ['free', 'pro', 'paygo', 'enterprise'] }).notNull(),
    startedAt: at('started_at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);
