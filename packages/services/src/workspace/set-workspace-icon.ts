import { and, eq } from 'drizzle-orm';
import type { SetWorkspaceIcon, Workspace } from '@geko/contracts/workspace';
import { workspaceIcons, workspaces } from '@geko/db/schema/tenancy';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { squarePicture } from '../images/square-picture.ts';
import { getWorkspace } from './get-workspace.ts';

/** Gives the workspace a picture, drawn anew and small; null takes it away. */
export async function setWorkspaceIcon(scope: Scope, input: SetWorkspaceIcon): Promise<Workspace> {
  const { tx, caller } = scope;
  const { tenantId, workspaceId } = caller;
  const image = input.image === null ? null : await squarePicture(input.image);
  const iconId = image === null ? null : scope.newId();
  // The workspace's row first: two at once come one after the other.
  await tx
    .update(workspaces)
    .set({ iconId })
    .where(and(eq(workspaces.tenantId, tenantId), eq(workspaces.id, workspaceId)));
  await tx
    .delete(workspaceIcons)
    .where(and(eq(workspaceIcons.tenantId, tenantId), eq(workspaceIcons.workspaceId, workspaceId)));
  if (image !== null && iconId !== null) {
    await tx.insert(workspaceIcons).values({ tenantId, workspaceId, id: iconId, image });
  }
  await writeAudit(scope, {
    action: 'workspace.set_icon',
    objectId: workspaceId,
    after: iconId ?? 'none',
  });
  return getWorkspace({ ...scope, caller: { ...caller, iconId } });
}
