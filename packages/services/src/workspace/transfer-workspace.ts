import type { TransferWorkspace } from '@geko/contracts/members';
import { AppError } from '@geko/contracts/errors';
import { writeAudit } from '../audit/write-audit.ts';
import type { Deps, Scope } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { assertOwnerRemains } from '../members/assert-owner-remains.ts';
import { endLostPowers } from '../members/end-lost-powers.ts';
import { getMember } from '../members/get-member.ts';
import { lockTeam } from '../members/lock-team.ts';
import { setRole } from '../members/set-role.ts';
import { assertCanGrant, getRole, loadRoles } from '../roles/load-roles.ts';

/** Hands the workspace to another member, who becomes an owner and hears of it; the caller becomes an admin. */
export async function transferWorkspace(
  before: Scope,
  deps: Pick<Deps, 'secrets' | 'publicUrl' | 'mail' | 'now' | 'newId'>,
  input: Pick<TransferWorkspace, 'userId'>,
): Promise<void> {
  const scope = await lockTeam(before, 'workspace:transfer');
  const { tx, caller } = scope;
  const roles = await loadRoles(scope);
  const { userId, name, email, locale } = await getMember(scope, roles, input.userId);
  if (userId === caller.userId) {
    throw new AppError('BAD_REQUEST', {
      field: 'userId',
      message: 'userId: must be somebody else of this workspace.',
    });
  }
  const [owner, admin] = [getRole(roles, 'owner'), getRole(roles, 'admin')];
  assertCanGrant(caller, owner.permissions, 'userId');
  await setRole(scope, userId, owner);
  await setRole(scope, caller.userId, admin);
  await assertOwnerRemains(tx, { ...caller, without: caller.userId });
  await queueMail(tx, deps, {
    kind: 'ownership_received',
    to: email,
    locale,
    data: {
      name,
      workspaceName: caller.workspaceName,
      url: `${deps.publicUrl}/w/${caller.workspaceId}/settings?tab=members`,
    },
  });
  await endLostPowers(scope, roles, {
    userIds: [caller.userId],
    permissions: admin.permissions,
  });
  await writeAudit(scope, {
    action: 'workspace.transfer',
    objectId: caller.workspaceId,
    before: caller.userId,
    after: userId,
  });
}
