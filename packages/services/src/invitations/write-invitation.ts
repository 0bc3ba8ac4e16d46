import { and, eq } from 'drizzle-orm';
import type { Locale } from '@geko/contracts/auth';
import type { NewInvitation } from '@geko/contracts/members';
import { invitations } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, Scope } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import type { Roles, WorkspaceRoleFacts } from '../roles/load-roles.ts';
import { newInvitationLink } from './invitation-link.ts';
import { invitationView } from './list-invitations.ts';

export type InviteDeps = Pick<Deps, 'secrets' | 'publicUrl' | 'mail' | 'now' | 'newId'>;

const LIFE_MS = 7 * 86_400_000;

/** Who invites, and the workspace's roles. */
export type Inviter = { roles: Roles; name: string };

/**
 * Writes an invitation, or gives one that waits a new link, seven new days, this role and this inviter: its old link
 * is dead. Mails it when it has an address. The caller's right to give the role is checked before.
 */
export async function writeInvitation(
  scope: Scope,
  deps: InviteDeps,
  { roles, name }: Inviter,
  input: { id: string | null; email: string | null; locale: Locale; role: WorkspaceRoleFacts },
): Promise<NewInvitation> {
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId } = caller;
  const { email, role } = input;
  const link = newInvitationLink(deps);
  const expiresAt = new Date(now.getTime() + LIFE_MS);
  const mailId =
    email === null
      ? null
      : await queueMail(tx, deps, {
          kind: 'invitation',
          to: email,
          locale: input.locale,
          data: {
            invitedByName: name,
            workspaceName: caller.workspaceName,
            roleName: role.roleName,
            url: link.mailedUrl,
            expiresAt: expiresAt.toISOString(),
          },
        });
  const facts = {
    role: role.role,
    customRoleId: role.customRoleId,
    tokenHash: link.tokenHash,
    invitedBy: caller.userId,
    mailId,
    createdAt: now,
    expiresAt,
  };
  const id = input.id ?? scope.newId();
  if (input.id === null) {
    await tx.insert(invitations).values({ tenantId, workspaceId, id, email, ...facts });
  } else {
    await tx
      .update(invitations)
      .set(facts)
      .where(
        and(
          eq(invitations.tenantId, tenantId),
          eq(invitations.workspaceId, workspaceId),
          eq(invitations.id, id),
        ),
      );
  }
  await writeAudit(scope, {
    action: input.id === null ? 'invitation.create' : 'invitation.renew',
    objectId: id,
    after: role.roleId,
  });
  const row = {
    ...facts,
    tenantId,
    workspaceId,
    id,
    email,
    acceptedAt: null,
    acceptedBy: null,
    revokedAt: null,
  };
  const mail = deps.mail === 'smtp' && mailId !== null ? 'queued' : 'none';
  return { ...invitationView(row, { roles, invitedByName: name, mail, now }), url: link.url };
}
