import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { SetMarkup } from '@geko/contracts/prices';
import { planKindScope, SYSTEM_SCOPE } from '@geko/domain/markup';
import { markups, modelCatalog, workspaceModels } from '@geko/db/schema/models';
import { auditOperator, inWorkspaceAsOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { toFact } from './catalogue-id.ts';

/**
 * Sets a markup, or takes it away (bps null); the next call is rated by it. One on a workspace's model is on the record
 * of that workspace, the others on that of the operator's own.
 * @throws AppError BAD_REQUEST where the input does not say of what; NOT_FOUND of a workspace; MODEL_UNKNOWN.
 */
export async function setMarkup(
  deps: OperatorDeps,
  operator: Operator,
  { of, planId, kind, workspaceId, modelId, bps }: SetMarkup,
): Promise<void> {
  switch (of) {
    case 'system':
      return setOfScope(deps, operator, { scope: SYSTEM_SCOPE, bps });
    case 'plan_kind':
      if (planId === undefined || kind === undefined) throw new AppError('BAD_REQUEST');
      return setOfScope(deps, operator, { scope: planKindScope(planId, kind), bps });
    case 'workspace_model':
      if (workspaceId === undefined || modelId === undefined) throw new AppError('BAD_REQUEST');
      return setOfModel(deps, operator, { workspaceId, modelId, bps });
  }
}

/** As audit lines say it. */
const factOf = (bps: number | null | undefined) => (bps ?? 'none').toString();

async function setOfScope(
  deps: OperatorDeps,
  operator: Operator,
  { scope, bps }: { scope: string; bps: number | null },
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const here = eq(markups.scope, scope);
    const [before] = await tx.select().from(markups).where(here).for('update');
    if (bps === null) {
      await tx.delete(markups).where(here);
    } else {
      const set = { bps, updatedAt: deps.now() };
      await tx
        .insert(markups)
        .values({ scope, ...set })
        .onConflictDoUpdate({ target: markups.scope, set });
    }
    await auditOperator(tx, deps, operator, {
      action: 'markup.set',
      objectId: scope.replace('/', ':'),
      before: factOf(before?.bps),
      after: factOf(bps),
    });
  });
}

async function setOfModel(
  deps: OperatorDeps,
  operator: Operator,
  { workspaceId, modelId, bps }: { workspaceId: string; modelId: string; bps: number | null },
): Promise<void> {
  const [model] = await deps.db
    .select({ id: modelCatalog.id })
    .from(modelCatalog)
    .where(eq(modelCatalog.id, modelId));
  if (!model) throw new AppError('MODEL_UNKNOWN', { field: 'modelId' });
  await inWorkspaceAsOperator(deps, operator, workspaceId, async ({ tx, tenantId }) => {
    const [before] = await tx
      .select()
      .from(workspaceModels)
      .where(
        and(
          eq(workspaceModels.tenantId, tenantId),
          eq(workspaceModels.workspaceId, workspaceId),
          eq(workspaceModels.modelId, modelId),
        ),
      )
      .for('update');
    await tx
      .insert(workspaceModels)
      .values({ tenantId, workspaceId, modelId, markupBps: bps })
      .onConflictDoUpdate({
        target: [workspaceModels.tenantId, workspaceModels.workspaceId, workspaceModels.modelId],
        set: { markupBps: bps },
      });
    return {
      action: 'markup.set',
      objectId: toFact(modelId),
      before: factOf(before?.markupBps),
      after: factOf(bps),
    };
  });
}
