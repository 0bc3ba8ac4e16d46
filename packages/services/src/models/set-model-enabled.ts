import { AppError } from '@geko/contracts/errors';
import type { SetModelEnabled } from '@geko/contracts/models';
import { workspaceModels } from '@geko/db/schema/models';
import { writeAudit } from '../audit/write-audit.ts';
import type { Scope } from '../deps.ts';
import { findModel } from './catalogue.ts';

/** Switches a model on or off for everyone in the workspace. */
export async function setModelEnabled(scope: Scope, input: SetModelEnabled): Promise<void> {
  const { tx, caller, now } = scope;
  const { tenantId, workspaceId } = caller;
  const found = await findModel(tx, { ...caller, now, modelId: input.modelId });
  if (!found) throw new AppError('NOT_FOUND');
  await tx
    .insert(workspaceModels)
    .values({ tenantId, workspaceId, modelId: found.model.id, isEnabled: input.isEnabled })
    .onConflictDoUpdate({
      target: [workspaceModels.tenantId, workspaceModels.workspaceId, workspaceModels.modelId],
      set: { isEnabled: input.isEnabled },
    });
  await writeAudit(scope, {
    action: 'model.set_enabled',
    objectId: found.model.id,
    before: String(found.isEnabled),
    after: String(input.isEnabled),
  });
}
