import { z } from 'zod';
import { DisplayName } from './auth.ts';
import { Permission, RoleId } from './permissions.ts';
import { Text } from './text.ts';
import { InWorkspace } from './workspace.ts';

/** A role of a workspace: built in, or made of permissions by its admins. */
export const Role = z.object({
  roleId: z.string(),
  name: z.string(),
  description: z.string(),
  isBuiltIn: z.boolean(),
  permissions: z.array(Permission),
  members: z.number().int(),
  /** Whether the caller holds every permission of it, and so may give it. */
  canGrant: z.boolean(),
});
export type Role = z.infer<typeof Role>;

export const RoleList = z.object({ roles: z.array(Role) });

/** What every role holds, whether it is asked for or not: without it nobody can open the workspace. */
export const basePermission: Permission = 'workspace:view';

const Permissions = z
  .array(Permission)
  .min(1, 'must hold a permission')
  .max(100)
  .transform((given) => [...new Set([...given, basePermission])]);

export const CreateRole = InWorkspace.extend({
  name: DisplayName,
  description: Text.trim().max(300).default(''),
  permissions: Permissions,
});
export type CreateRole = z.infer<typeof CreateRole>;

export const UpdateRole = CreateRole.extend({ roleId: RoleId });
export type UpdateRole = z.infer<typeof UpdateRole>;

/** Members of a removed role get another one; without `moveToRoleId` a role that somebody has stays (CONFLICT). */
export const RemoveRole = InWorkspace.extend({ roleId: RoleId, moveToRoleId: RoleId.nullish() });
export type RemoveRole = z.infer<typeof RemoveRole>;
