import { asc, eq, inArray } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { ModelFallbacks, SetFallbacks } from '@geko/contracts/provider-keys';
import { modelCatalog, modelFallbacks } from '@geko/db/schema/models';
import { auditOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import type { Deps } from '../deps.ts';
import { toFact } from '../prices/catalogue-id.ts';

/** Every published chat model with those that stand in for it, in the catalogue's order. */
export async function listModelFallbacks({ db }: Pick<Deps, 'db'>): Promise<ModelFallbacks> {
  const rows = await db
    .select({
      id: modelCatalog.id,
      name: modelCatalog.name,
      provider: modelCatalog.provider,
      kind: modelCatalog.kind,
      fallbackIds: modelFallbacks.fallbackIds,
    })
    .from(modelCatalog)
    .leftJoin(modelFallbacks, eq(modelFallbacks.modelId, modelCatalog.id))
    .where(eq(modelCatalog.isPublished, true))
    .orderBy(asc(modelCatalog.sortOrder), asc(modelCatalog.id));
  return {
    models: rows
      .filter(({ kind }) => kind === 'chat')
      .map(({ id, name, provider, fallbackIds }) => ({
        id,
        name,
        provider,
        fallbackIds: fallbackIds ?? [],
      })),
  };
}

/**
 * Says which models stand in for one where nobody answers for it, in order; for the next call in every process. Whether a
 * caller may use them, and what they pay, is asked at each call.
 * @throws AppError MODEL_UNKNOWN, BAD_REQUEST name the field
 */
export async function setFallbacks(
  deps: OperatorDeps,
  operator: Operator,
  { modelId, fallbackIds }: SetFallbacks,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const known = await tx
      .select({ id: modelCatalog.id, kind: modelCatalog.kind })
      .from(modelCatalog)
      .where(inArray(modelCatalog.id, [modelId, ...fallbackIds]));
    const isChat = (id: string) => known.some((model) => model.id === id && model.kind === 'chat');
    if (!isChat(modelId)) throw new AppError('MODEL_UNKNOWN', { field: 'modelId' });
    const wrong = fallbackIds.find((id) => id === modelId || !isChat(id));
    if (wrong !== undefined) {
      throw new AppError('BAD_REQUEST', {
        field: 'fallbackIds',
        message: `${wrong} cannot stand in for ${modelId}: it must be another chat model of the catalogue.`,
      });
    }
    const set = { fallbackIds, updatedAt: deps.now() };
    await tx
      .insert(modelFallbacks)
      .values({ modelId, ...set })
      .onConflictDoUpdate({ target: modelFallbacks.modelId, set });
    await auditOperator(tx, deps, operator, {
      action: 'model.set_fallbacks',
      objectId: toFact(modelId),
      after: fallbackIds.map(toFact).join(','),
    });
  });
}
