import type { Permission } from '@geko/contracts/permissions';
import type { Messages } from '../../messages/messages.ts';

export type PermissionGroup = keyof Messages['permissions']['groups'];

/** Which group each permission is shown in (SPEC §4). */
const groupOf: Record<Permission, PermissionGroup> = {
  'chat:create': 'chat',
  'chat:view:own': 'chat',
  'chat:view:workspace': 'chat',
  'chat:share': 'chat',
  'chat:export': 'chat',
  'chat:delete:own': 'chat',
  'chat:delete:any': 'chat',
  'model:use:local': 'models',
  'model:use:free': 'models',
  'model:use:premium': 'models',
  'model:configure': 'models',
  'model:install': 'models',
  'image:create': 'media',
  'speech:create': 'media',
  'transcript:create': 'media',
  'voice:clone': 'media',
  'document:view': 'content',
  'document:edit': 'content',
  'file:upload': 'content',
  'file:delete:any': 'content',
  'preset:use': 'content',
  'preset:share': 'content',
  'tool:use': 'tools',
  'tool:configure': 'tools',
  'member:view': 'members',
  'member:invite': 'members',
  'member:remove': 'members',
  'member:role': 'members',
  'role:manage': 'members',
  'workspace:view': 'workspace',
  'workspace:config': 'workspace',
  'workspace:delete': 'workspace',
  'workspace:transfer': 'workspace',
  'billing:view': 'money',
  'billing:manage': 'money',
  'budget:manage': 'money',
  'usage:view:own': 'money',
  'usage:view:workspace': 'money',
  'apikey:own': 'keys',
  'apikey:manage': 'keys',
  'audit:view': 'audit',
  'audit:export': 'audit',
};

/** Every permission under its group, both in the order of the table. */
export const permissionGroups: readonly {
  group: PermissionGroup;
  permissions: readonly Permission[];
}[] = grouped();

function grouped() {
  const groups = new Map<PermissionGroup, Permission[]>();
  // The keys of a total record are the permissions.
  for (const permission of Object.keys(groupOf) as Permission[]) {
    const group = groupOf[permission];
    groups.set(group, [...(groups.get(group) ?? []), permission]);
  }
  return [...groups].map(([group, permissions]) => ({ group, permissions }));
}

/** Held by every role, chosen or not: the server adds it. */
export const basePermission: Permission = 'workspace:view';
