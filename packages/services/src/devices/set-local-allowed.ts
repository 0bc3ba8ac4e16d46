import { and, eq } from 'drizzle-orm';
import type { SetLocalAllowed } from '@geko/contracts/devices';
import { workspaces } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';

/** Allows or forbids all local models in the workspace: those on people's machines and those of the server. */
export async function setLocalAllowed(
  scope: Scope,
  { isAllowed }: Pick<SetLocalAllowed, 'isAllowed'>,
): Promise<void> {
  const { tx, caller } = scope;
  await tx
    .update(workspaces)
    .set({ hasLocalModels: isAllowed })
    .where(and(eq(workspaces.tenantId, caller.tenantId), eq(workspaces.id, caller.workspaceId)));
  await writeAudit(scope, {
    action: 'workspace.set_local_models',
    objectId: caller.workspaceId,
    before: String(caller.hasLocalModels),
    after: String(isAllowed),
  });
}
