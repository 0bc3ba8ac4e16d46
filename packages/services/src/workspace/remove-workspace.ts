import { and, eq, inArray, sql } from 'drizzle-orm';
import type { RemovedWorkspace } from '@geko/contracts/workspace';
import { users } from '@geko/db/schema/identity';
import { workspaceMembers, workspaces } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import { stopTurns } from '../chat/stop-turns.ts';
import type { Deps, Scope } from '../deps.ts';
import { queueMail } from '../mail/queue-mail.ts';
import { assertPaysForNothing } from '../billing/plan-subscription.ts';
import { lockTeam } from '../members/lock-team.ts';
import { getWorkspace } from './get-workspace.ts';
import { purgeAfter } from './removed-workspaces.ts';

/**
 * Puts the workspace out of sight, for everybody and at once: what is being answered in it ends. Its owners are told by
 * mail how to bring it back.
 * @throws AppError CONFLICT while it subscribes to a plan that goes on
 */
export async function removeWorkspace(
  before: Scope,
  deps: Pick<Deps, 'secrets' | 'publicUrl' | 'mail' | 'now' | 'newId'>,
): Promise<RemovedWorkspace> {
  const scope = await lockTeam(before, 'workspace:delete');
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId } = caller;
  await assertPaysForNothing({ tx, tenantId, workspaceId });
  const isHere = and(
    eq(workspaceMembers.tenantId, tenantId),
    eq(workspaceMembers.workspaceId, workspaceId),
  );
  // Waits for the answers that are just beginning; whoever asks after waits for us.
  await tx
    .select({ userId: workspaceMembers.userId })
    .from(workspaceMembers)
    .where(isHere)
    .orderBy(workspaceMembers.userId)
    .for('update');
  const { name, tenantName } = await getWorkspace(scope);
  await tx
    .update(workspaces)
    .set({ deletedAt: now })
    .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
  await stopTurns(scope, undefined);
  const members = tx
    .select({ userId: workspaceMembers.userId })
    .from(workspaceMembers)
    .where(isHere);
  const lastHere = tx
    .select({ id: users.id })
    .from(users)
    .where(and(inArray(users.id, members), eq(users.lastWorkspaceId, workspaceId)))
    .orderBy(users.id)
    .for('no key update');
  await tx
    .update(users)
    .set({ lastWorkspaceId: null })
    .where(sql`${users.id} in (${lastHere})`);
  const owners = await tx
    .select({ name: users.name, email: users.email, locale: users.locale })
    .from(workspaceMembers)
    .innerJoin(users, eq(users.id, workspaceMembers.userId))
    .where(and(isHere, eq(workspaceMembers.role, 'owner')));
  for (const owner of owners) {
    await queueMail(tx, deps, {
      kind: 'workspace_removed',
      to: owner.email,
      locale: owner.locale,
      data: {
        name: owner.name,
        workspaceName: name,
        purgeAfter: purgeAfter(now).toISOString(),
        restoreUrl: `${deps.publicUrl}/welcome`,
      },
    });
  }
  await writeAudit(scope, { action: 'workspace.remove', objectId: workspaceId });
  return {
    id: workspaceId,
    name,
    tenantName,
    deletedAt: now.toISOString(),
    purgeAfter: purgeAfter(now).toISOString(),
  };
}
