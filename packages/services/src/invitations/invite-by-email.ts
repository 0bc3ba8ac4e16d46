import { and, eq, inArray } from 'drizzle-orm';
import type { Locale } from '@geko/contracts/auth';
import { AppError } from '@geko/contracts/errors';
import type { InviteByEmail, InviteByEmailResult } from '@geko/contracts/members';
import { users } from '@geko/db/schema/identity';
import { invitations, workspaceMembers } from '@geko/db/schema/tenancy';
import type { Scope } from '../deps.ts';
import { lockTeam } from '../members/lock-team.ts';
import { assertCanGrant, getRole, loadRoles } from '../roles/load-roles.ts';
import { assertMayInviteToday, assertRoomForPending } from './invitation-limits.ts';
import { isPending } from './list-invitations.ts';
import { writeInvitation, type InviteDeps } from './write-invitation.ts';

/**
 * Invites people by mail. Who was invited before gets a new link, seven new days and this role; who is a member is left
 * out. The role, and that of an invitation it replaces, must be the caller's to give (CANNOT_GRANT).
 */
export async function inviteByEmail(
  before: Scope,
  deps: InviteDeps,
  input: InviteByEmail,
): Promise<InviteByEmailResult> {
  const scope = await lockTeam(before, 'member:invite');
  const { caller } = scope;
  const roles = await loadRoles(scope);
  const role = getRole(roles, input.roleId);
  assertCanGrant(caller, role.permissions, 'roleId');
  const emails = [...new Set(input.emails)];
  const people = await findPeople(scope, emails);
  const isMember = (email: string) => people.get(email)?.isMember === true;
  const waiting = await findWaiting(scope, emails);
  const invited = emails.filter((email) => !isMember(email));
  for (const email of invited) {
    const replaced = waiting.get(email);
    if (replaced) assertCanGrant(caller, getRole(roles, replaced.roleId).permissions, 'emails');
  }
  await assertRoomForPending(scope, invited.filter((email) => !waiting.has(email)).length);
  await assertMayInviteToday(scope, invited.length);
  const me = await getInviter(scope);
  const made = [];
  for (const email of invited) {
    const id = waiting.get(email)?.id ?? null;
    const locale = people.get(email)?.locale ?? me.locale;
    const inviter = { roles, name: me.name };
    made.push(await writeInvitation(scope, deps, inviter, { id, email, locale, role }));
  }
  return { invitations: made, alreadyMembers: emails.filter(isMember) };
}

/** Name and language of the caller. */
export async function getInviter({ tx, caller }: Scope): Promise<{ name: string; locale: Locale }> {
  const [me] = await tx
    .select({ name: users.name, locale: users.locale })
    .from(users)
    .where(eq(users.id, caller.userId));
  if (!me) throw new AppError('NOT_FOUND');
  return me;
}

/** Who has one of the addresses, and whether they belong here. */
async function findPeople(
  { tx, caller }: Scope,
  emails: string[],
): Promise<Map<string, { locale: Locale; isMember: boolean }>> {
  const rows = await tx
    .select({ email: users.email, locale: users.locale, memberId: workspaceMembers.userId })
    .from(users)
    .leftJoin(
      workspaceMembers,
      and(
        eq(workspaceMembers.tenantId, caller.tenantId),
        eq(workspaceMembers.workspaceId, caller.workspaceId),
        eq(workspaceMembers.userId, users.id),
      ),
    )
    .where(inArray(users.email, emails));
  return new Map(
    rows.map(({ email, locale, memberId }) => [email, { locale, isMember: memberId !== null }]),
  );
}

async function findWaiting(
  scope: Scope,
  emails: string[],
): Promise<Map<string, { id: string; roleId: string }>> {
  const rows = await scope.tx
    .select({
      id: invitations.id,
      email: invitations.email,
      role: invitations.role,
      customRoleId: invitations.customRoleId,
    })
    .from(invitations)
    .where(and(isPending(scope), inArray(invitations.email, emails)));
  return new Map(
    rows.map(({ id, email, role, customRoleId }) => [
      email ?? '',
      { id, roleId: customRoleId ?? role },
    ]),
  );
}
