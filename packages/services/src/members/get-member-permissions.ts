import type { MemberPermissions, MemberRef } from '@geko/contracts/members';
import { permissions } from '@geko/contracts/permissions';
import type { Scope } from '../deps.ts';
import { loadRoles } from '../roles/load-roles.ts';
import { getMember } from './get-member.ts';

/** What somebody can do here, in the table's order. */
export async function getMemberPermissions(
  scope: Scope,
  { userId }: MemberRef,
): Promise<MemberPermissions> {
  const { name, role } = await getMember(scope, await loadRoles(scope), userId);
  return {
    userId,
    name,
    roleId: role.roleId,
    roleName: role.roleName,
    permissions: permissions.filter((permission) => role.permissions.has(permission)),
  };
}
