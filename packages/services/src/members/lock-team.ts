import { and, eq } from 'drizzle-orm';
import type { Permission } from '@geko/contracts/permissions';
import type { Tx } from '@geko/db/client';
import { workspaces } from '@geko/db/schema/tenancy';
import { assertPermitted, enterWorkspace } from '../access/in-workspace.ts';
import type { Scope } from '../deps.ts';

/**
 * Makes the transaction the only one that changes who belongs to a workspace and as what, until it ends. Everything
 * that writes members, roles or invitations comes through here first, so what it counts stays counted. Writers of
 * chats, whose rows only point at the workspace, do not wait.
 */
export async function lockWorkspaceRow(
  tx: Tx,
  { tenantId, workspaceId }: { tenantId: string; workspaceId: string },
): Promise<void> {
  await tx
    .select({ id: workspaces.id })
    .from(workspaces)
    .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)))
    .for('no key update');
}

/**
 * Locks the team, then looks again at who the caller is: whoever was demoted while they waited is refused.
 * permission null = any member.
 */
export async function lockTeam(scope: Scope, permission: Permission | null): Promise<Scope> {
  await lockWorkspaceRow(scope.tx, scope.caller);
  const caller = await enterWorkspace(scope.tx, scope.caller);
  if (permission !== null) assertPermitted(caller, permission);
  return { ...scope, caller };
}
