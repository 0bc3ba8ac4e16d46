import { z } from 'zod';
import { isUuid, NIL_ID } from './ids.ts';

/** Workspace roles that ship with Geko. */
export const workspaceRoles = ['owner', 'admin', 'editor', 'viewer'] as const;
export const WorkspaceRole = z.enum(workspaceRoles);
export type WorkspaceRole = z.infer<typeof WorkspaceRole>;

/**
 * What names a role: a built-in role's own name, or the id of one that the workspace has made. Anything else is read as
 * the nil id, which no role has.
 */
export const RoleId = z.string().transform((text) => {
  if (WorkspaceRole.safeParse(text).success) return text;
  return isUuid(text) ? text.toLowerCase() : NIL_ID;
});
export type RoleId = z.infer<typeof RoleId>;

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

/** What a member's row says: a built-in role, or `custom` beside the id of one of the workspace's own. */
export const MemberRole = z.enum([...workspaceRoles, 'custom']);
export type MemberRole = z.infer<typeof MemberRole>;

/** What the built-in roles are called. */
export const builtInRoleNames: Record<WorkspaceRole, string> = {
  owner: 'Owner',
  admin: 'Admin',
  editor: 'Editor',
  viewer: 'Viewer',
};

/** Every permission of a role, in the table's order. */
export function permissionsOf(role: WorkspaceRole): Permission[] {
  return permissions.filter((permission) => roleCan(role, permission));
}
