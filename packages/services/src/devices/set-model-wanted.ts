import { and, eq } from 'drizzle-orm';
import type { SetModelWanted } from '@geko/contracts/devices';
import { AppError } from '@geko/contracts/errors';
import { workspaceWantedModels } from '@geko/db/schema/devices';
import { localModelFacts } from '@geko/local-models/facts';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';

/**
 * Says that the workspace's desktops shall have a model, or need it no longer: what is installed stays, as it is the
 * person's own disk. @throws AppError NOT_FOUND for a model that is not on the list
 */
export async function setModelWanted(
  scope: Scope,
  { model: modelId, isWanted }: Pick<SetModelWanted, 'model' | 'isWanted'>,
): Promise<void> {
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId } = caller;
  if (!localModelFacts.some(({ id }) => id === modelId)) throw new AppError('NOT_FOUND');
  const changed = isWanted
    ? await tx
        .insert(workspaceWantedModels)
        .values({ tenantId, workspaceId, modelId, createdAt: now })
        .onConflictDoNothing()
        .returning()
    : await tx
        .delete(workspaceWantedModels)
        .where(
          and(
            eq(workspaceWantedModels.tenantId, tenantId),
            eq(workspaceWantedModels.workspaceId, workspaceId),
            eq(workspaceWantedModels.modelId, modelId),
          ),
        )
        .returning();
  await writeAudit(scope, {
    action: 'model.set_wanted',
    objectId: modelId,
    before: String(isWanted === (changed.length === 0)),
    after: String(isWanted),
  });
}
