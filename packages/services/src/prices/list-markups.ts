import { asc, sql } from 'drizzle-orm';
import { ModelKind } from '@geko/contracts/models';
import { planIds, PlanId } from '@geko/contracts/plans';
import type { Markups } from '@geko/contracts/prices';
import { SEEDED_SYSTEM_MARKUP_BPS, SYSTEM_SCOPE } from '@geko/domain/markup';
import { markups, modelCatalog } from '@geko/db/schema/models';
import type { OperatorDeps } from '../admin/operator.ts';
import { listPlans } from '../plans/list-plans.ts';

/** Every markup that is set, over the whole installation, and the models that one can be set on. */
export async function listMarkups({ db }: Pick<OperatorDeps, 'db'>): Promise<Markups> {
  const plans = await listPlans(db);
  const rows = await db.select().from(markups).orderBy(asc(markups.scope));
  const { rows: places } = await db.execute<{
    workspace_id: string;
    workspace_name: string;
    model_id: string;
    bps: number;
  }>(sql`select * from system.workspace_markups()`);
  return {
    systemBps: rows.find(({ scope }) => scope === SYSTEM_SCOPE)?.bps ?? SEEDED_SYSTEM_MARKUP_BPS,
    plans: planIds.map((planId) => {
      const { name, postpaidMarkupBps } = plans[planId];
      return { planId, name, postpaidMarkupBps };
    }),
    planKinds: rows.flatMap(({ scope, bps }) => {
      const found = readPlanKind(scope);
      return found === null ? [] : [{ ...found, bps }];
    }),
    workspaceModels: places.map((row) => ({
      workspaceId: row.workspace_id,
      workspaceName: row.workspace_name,
      modelId: row.model_id,
      bps: row.bps,
    })),
    models: await db
      .select({ id: modelCatalog.id, name: modelCatalog.name, provider: modelCatalog.provider })
      .from(modelCatalog)
      .orderBy(asc(modelCatalog.sortOrder), asc(modelCatalog.id)),
  };
}

/** The plan and kind that a scope names (planKindScope); null for the system's. */
function readPlanKind(scope: string): { planId: PlanId; kind: ModelKind } | null {
  const [, plan, kind] = /^plan:(\w+)\/(\w+)$/u.exec(scope) ?? [];
  const planId = PlanId.safeParse(plan);
  const modelKind = ModelKind.safeParse(kind);
  return planId.success && modelKind.success ? { planId: planId.data, kind: modelKind.data } : null;
}
