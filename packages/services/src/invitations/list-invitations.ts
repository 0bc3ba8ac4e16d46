import { and, desc, eq, isNull, type SQL } from 'drizzle-orm';
import type { Invitation } from '@geko/contracts/members';
import { mailOutbox, users } from '@geko/db/schema/identity';
import { invitations } from '@geko/db/schema/tenancy';
import type { Deps, Scope } from '../deps.ts';
import { getRole, loadRoles, type Roles } from '../roles/load-roles.ts';

/** Neither accepted nor revoked; it may have expired. */
export const isPending = ({ caller }: Pick<Scope, 'caller'>): SQL | undefined =>
  and(
    eq(invitations.tenantId, caller.tenantId),
    eq(invitations.workspaceId, caller.workspaceId),
    isNull(invitations.acceptedAt),
    isNull(invitations.revokedAt),
  );

/** The invitations that wait, also those that waited too long; newest first. */
export async function listInvitations(
  scope: Scope,
  deps: Pick<Deps, 'mail'>,
): Promise<Invitation[]> {
  const rows = await scope.tx
    .select({
      invitation: invitations,
      invitedByName: users.name,
      mailStatus: mailOutbox.status,
    })
    .from(invitations)
    .innerJoin(users, eq(users.id, invitations.invitedBy))
    .leftJoin(mailOutbox, eq(mailOutbox.id, invitations.mailId))
    .where(isPending(scope))
    .orderBy(desc(invitations.createdAt), desc(invitations.id));
  const roles = await loadRoles(scope);
  return rows.map(({ invitation, invitedByName, mailStatus }) =>
    invitationView(invitation, {
      roles,
      invitedByName,
      // Without a mail server a waiting mail goes nowhere.
      mail: deps.mail === 'smtp' && mailStatus !== 'shown' ? (mailStatus ?? 'none') : 'none',
      now: scope.now,
    }),
  );
}

/** An invitation as lists show it. */
export function invitationView(
  row: Omit<typeof invitations.$inferSelect, 'tokenHash'>,
  facts: { roles: Roles; invitedByName: string; mail: Invitation['mail']; now: Date },
): Invitation {
  const { roleId, roleName } = getRole(facts.roles, row.customRoleId ?? row.role);
  return {
    id: row.id,
    email: row.email,
    roleId,
    roleName,
    invitedByName: facts.invitedByName,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    isExpired: row.expiresAt <= facts.now,
    mail: facts.mail,
  };
}
