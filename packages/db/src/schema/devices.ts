import { foreignKey, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import type { DeviceModel } from '@geko/contracts/devices';
import { at, tenancy } from './columns.ts';
import { workspaceMembers, workspaces } from './tenancy.ts';

/** The local models that every desktop of a workspace shall have installed. */
export const workspaceWantedModels = pgTable(
  'workspace_wanted_models',
  {
    ...tenancy,
    /** Of the list of local models, such as "qwen2.5-0.5b". */
    modelId: text('model_id').notNull(),
    createdAt: at('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.modelId] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId],
      foreignColumns: [workspaces.tenantId, workspaces.id],
    }),
  ],
);

/** The machines on which members use the workspace in the desktop app, as they last told. They go with the member. */
export const workspaceDevices = pgTable(
  'workspace_devices',
  {
    ...tenancy,
    userId: uuid('user_id').notNull(),
    /** What the device calls itself. */
    id: text('id').notNull(),
    name: text('name').notNull(),
    platform: text('platform', { enum: ['darwin', 'win32', 'linux'] }).notNull(),
    version: text('version').notNull(),
    models: jsonb('models').$type<DeviceModel[]>().notNull(),
    firstSeenAt: at('first_seen_at').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.workspaceId, t.userId, t.id] }),
    foreignKey({
      columns: [t.tenantId, t.workspaceId, t.userId],
      foreignColumns: [
        workspaceMembers.tenantId,
        workspaceMembers.workspaceId,
        workspaceMembers.userId,
      ],
    }).onDelete('cascade'),
  ],
);
