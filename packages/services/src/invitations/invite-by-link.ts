import type { InviteByLink, NewInvitation } from '@geko/contracts/members';
import type { Scope } from '../deps.ts';
import { lockTeam } from '../members/lock-team.ts';
import { assertCanGrant, getRole, loadRoles } from '../roles/load-roles.ts';
import { assertMayInviteToday, assertRoomForPending } from './invitation-limits.ts';
import { getInviter } from './invite-by-email.ts';
import { writeInvitation, type InviteDeps } from './write-invitation.ts';

/** A link for one person, whoever it is passed on to. The role must be the caller's to give (CANNOT_GRANT). */
export async function inviteByLink(
  before: Scope,
  deps: InviteDeps,
  input: InviteByLink,
): Promise<NewInvitation> {
  const scope = await lockTeam(before, 'member:invite');
  const roles = await loadRoles(scope);
  const role = getRole(roles, input.roleId);
  assertCanGrant(scope.caller, role.permissions, 'roleId');
  await assertRoomForPending(scope, 1);
  await assertMayInviteToday(scope, 1);
  const { name, locale } = await getInviter(scope);
  return writeInvitation(scope, deps, { roles, name }, { id: null, email: null, locale, role });
}
