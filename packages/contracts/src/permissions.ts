import { z } from 'zod';

/** Workspace roles that ship with Geko. */
export const workspaceRoles = ['owner', 'admin', 'editor', 'viewer'] as const;
export const WorkspaceRole = z.enum(workspaceRoles);
export type WorkspaceRole = z.infer<typeof WorkspaceRole>;

/** Roles of the whole installation. */
export const PlatformRole = z.enum(['user', 'support', 'operator']);
export type PlatformRole = z.infer<typeof PlatformRole>;

const everyone = { owner: true, admin: true, editor: true, viewer: true };
const writers = { owner: true, admin: true, editor: true, viewer: false };
const admins = { owner: true, admin: true, editor: false, viewer: false };
const owners = { owner: true, admin: false, editor: false, viewer: false };

/** Who may do what (SPEC §4). A permission without a cell for every role does not compile. */
export const permissionTable = {
  'chat:create': writers,
  'chat:view:own': everyone,
  'chat:view:workspace': admins,
  'chat:share': writers,
  'chat:export': writers,
  'chat:delete:own': writers,
  'chat:delete:any': admins,
  'model:use:local': writers,
  'model:use:free': writers,
  'model:use:premium': writers,
  'model:configure': admins,
  'model:install': admins,
  'image:create': writers,
  'speech:create': writers,
  'transcript:create': writers,
  'voice:clone': writers,
  'document:view': everyone,
  'document:edit': writers,
  'file:upload': writers,
  'file:delete:any': admins,
  'preset:use': writers,
  'preset:share': writers,
  'tool:use': writers,
  'tool:configure': admins,
  'member:view': everyone,
  'member:invite': admins,
  'member:remove': admins,
  'member:role': admins,
  'role:manage': admins,
  'workspace:view': everyone,
  'workspace:config': admins,
  'workspace:delete': owners,
  'workspace:transfer': owners,
  'billing:view': admins,
  'billing:manage': owners,
  'budget:manage': admins,
  'usage:view:own': everyone,
  'usage:view:workspace': admins,
  'apikey:own': writers,
  'apikey:manage': admins,
  'audit:view': admins,
  'audit:export': admins,
} as const satisfies Record<string, Record<WorkspaceRole, boolean>>;

export type Permission = keyof typeof permissionTable;
export const permissions = Object.keys(permissionTable) as Permission[];
export const Permission = z.enum(permissions as [Permission, ...Permission[]]);

/** Whether a built-in role holds a permission. */
export function roleCan(role: WorkspaceRole, permission: Permission): boolean {
  return permissionTable[permission][role];
}

/** Every permission of a role, in the table's order. */
export function permissionsOf(role: WorkspaceRole): Permission[] {
  return permissions.filter((permission) => roleCan(role, permission));
}
