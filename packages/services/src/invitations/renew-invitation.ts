import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { InvitationRef, NewInvitation } from '@geko/contracts/members';
import { users } from '@geko/db/schema/identity';
import { invitations } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { lockTeam } from '../members/lock-team.ts';
import { assertCanGrant, getRole, loadRoles, type Roles } from '../roles/load-roles.ts';
import { assertMayInviteToday } from './invitation-limits.ts';
import { getInviter } from './invite-by-email.ts';
import { isPending } from './list-invitations.ts';
import { writeInvitation, type InviteDeps } from './write-invitation.ts';

/** A new link and seven new days for an invitation that waits or waited too long; its old link is dead. */
export async function resendInvitation(
  before: Scope,
  deps: InviteDeps,
  input: InvitationRef,
): Promise<NewInvitation> {
  const scope = await lockTeam(before, 'member:invite');
  const roles = await loadRoles(scope);
  const { id, email, role } = await getPending(scope, roles, input.invitationId);
  await assertMayInviteToday(scope, 1);
  const me = await getInviter(scope);
  const locale = email === null ? me.locale : await localeOf(scope, email, me.locale);
  return writeInvitation(scope, deps, { roles, name: me.name }, { id, email, locale, role });
}

/** Ends an invitation that waits: its link is dead. */
export async function revokeInvitation(before: Scope, input: InvitationRef): Promise<void> {
  const scope = await lockTeam(before, 'member:invite');
  const { tx, now } = scope;
  const { id } = await getPending(scope, await loadRoles(scope), input.invitationId);
  await tx
    .update(invitations)
    .set({ revokedAt: now })
    .where(and(isPending(scope), eq(invitations.id, id)));
  await writeAudit(scope, { action: 'invitation.revoke', objectId: id });
}

/** One that waits, and whose role is the caller's to give or take; an ended one is NOT_FOUND. */
async function getPending(scope: Scope, roles: Roles, invitationId: string) {
  const [row] = await scope.tx
    .select()
    .from(invitations)
    .where(and(isPending(scope), eq(invitations.id, invitationId)));
  if (!row) throw new AppError('NOT_FOUND');
  const role = getRole(roles, row.customRoleId ?? row.role);
  assertCanGrant(scope.caller, role.permissions, 'invitationId');
  return { id: row.id, email: row.email, role };
}

async function localeOf<Locale>({ tx }: Scope, email: string, otherwise: Locale) {
  const [person] = await tx
    .select({ locale: users.locale })
    .from(users)
    .where(eq(users.email, email));
  return person?.locale ?? otherwise;
}
