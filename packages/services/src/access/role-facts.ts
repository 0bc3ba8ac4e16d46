import {
  builtInRoleNames,
  Permission,
  permissionsOf,
  type MemberRole,
} from '@geko/contracts/permissions';
import type { Caller } from '../deps.ts';

/** What a member's row and the role's rows say. */
export type StoredRole = {
  role: MemberRole;
  customRoleId: string | null;
  customRoleName: string | null;
  customPermissions: readonly string[] | null;
};

/** A stored role as one id, one name and the permissions it holds. One that Geko no longer knows is left out. */
export function roleFacts(
  stored: StoredRole,
): Pick<Caller, 'role' | 'roleId' | 'roleName' | 'permissions'> {
  const { role } = stored;
  if (role !== 'custom') {
    const permissions = new Set(permissionsOf(role));
    return { role, roleId: role, roleName: builtInRoleNames[role], permissions };
  }
  const known = (stored.customPermissions ?? []).flatMap((name) => {
    const parsed = Permission.safeParse(name);
    return parsed.success ? [parsed.data] : [];
  });
  return {
    role,
    roleId: stored.customRoleId ?? '',
    roleName: stored.customRoleName ?? '',
    permissions: new Set(known),
  };
}
