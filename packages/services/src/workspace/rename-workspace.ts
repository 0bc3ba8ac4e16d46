import { and, eq } from 'drizzle-orm';
import type { RenameWorkspace, Workspace } from '@geko/contracts/workspace';
import { workspaces } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { getWorkspace } from './get-workspace.ts';

/** Gives the workspace another name. */
export async function renameWorkspace(scope: Scope, input: RenameWorkspace): Promise<Workspace> {
  const { tx, caller } = scope;
  await tx
    .update(workspaces)
    .set({ name: input.name })
    .where(and(eq(workspaces.tenantId, caller.tenantId), eq(workspaces.id, caller.workspaceId)));
  await writeAudit(scope, { action: 'workspace.rename', objectId: caller.workspaceId });
  return getWorkspace({ ...scope, caller: { ...caller, workspaceName: input.name } });
}
