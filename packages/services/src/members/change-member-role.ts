import type { ChangeMemberRole } from '@geko/contracts/members';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { assertCanGrant, getRole, loadRoles } from '../roles/load-roles.ts';
import { assertOwnerRemains } from './assert-owner-remains.ts';
import { endLostPowers } from './end-lost-powers.ts';
import { getMember } from './get-member.ts';
import { lockTeam } from './lock-team.ts';
import { setRole } from './set-role.ts';

/**
 * Gives a member, or the caller, another role, from their next request on. Both the old and the new one must be the
 * caller's to give (CANNOT_GRANT); the last owner stays one (LAST_OWNER). Who may no longer chat is cut off.
 */
export async function changeMemberRole(before: Scope, input: ChangeMemberRole): Promise<void> {
  const scope = await lockTeam(before, 'member:role');
  const { tx, caller } = scope;
  const roles = await loadRoles(scope);
  const { userId, role: from } = await getMember(scope, roles, input.userId);
  const to = getRole(roles, input.roleId);
  assertCanGrant(caller, from.permissions, 'userId');
  assertCanGrant(caller, to.permissions, 'roleId');
  if (from.roleId === to.roleId) return;
  if (from.role === 'owner') await assertOwnerRemains(tx, { ...caller, without: userId });
  await setRole(scope, userId, to);
  await endLostPowers(scope, roles, { userIds: [userId], permissions: to.permissions });
  await writeAudit(scope, {
    action: 'member.change_role',
    objectId: userId,
    before: from.roleId,
    after: to.roleId,
  });
}
