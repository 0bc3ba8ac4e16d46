import type { CreateWorkspace, Workspace } from '@geko/contracts/workspace';
import type { Scope } from '../deps.ts';
import { writeAudit } from '../audit/write-audit.ts';
import { openWorkspace } from './open-workspace.ts';
import { getWorkspace } from './get-workspace.ts';

/** A new workspace in the tenant of the one the caller is in. */
export async function createWorkspace(scope: Scope, input: CreateWorkspace): Promise<Workspace> {
  const { tx, caller, now } = scope;
  const owner = await openWorkspace(tx, {
    tenantId: caller.tenantId,
    workspaceId: scope.newId(),
    userId: caller.userId,
    name: input.name,
    now,
  });
  const inNew = { ...scope, caller: owner };
  await writeAudit(inNew, { action: 'workspace.create', objectId: owner.workspaceId });
  return getWorkspace(inNew);
}
