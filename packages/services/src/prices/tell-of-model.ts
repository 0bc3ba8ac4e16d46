import { sql } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { PlanId, type ModelTier } from '@geko/contracts/plans';
import { enterTenant } from '@geko/db/client';
import type { OperatorDeps } from '../admin/operator.ts';
import { insertNotice } from '../notices/insert-notice.ts';
import { listPlans } from '../plans/list-plans.ts';

/** Workspaces that are told in one transaction. */
const BATCH = 100;

type Place = { tenant_id: string; workspace_id: string; plan_id: string };

/** Tells every workspace whose plan may use it that there is a new model; whoever was told before is not told again. */
export async function tellOfModel(
  deps: OperatorDeps,
  model: { modelId: string; modelName: string; tier: ModelTier; userId: string },
): Promise<void> {
  const { modelId, modelName, tier, userId } = model;
  const plans = await listPlans(deps.db);
  let after = NIL_ID;
  for (;;) {
    const { rows } = await deps.db.execute<Place>(
      sql`select * from system.live_workspaces(${after}::uuid, ${BATCH})`,
    );
    const open = rows.filter((row) => plans[PlanId.parse(row.plan_id)].tiers[tier] !== 'locked');
    await deps.db.transaction(async (tx) => {
      for (const { tenant_id: tenantId, workspace_id: workspaceId } of open) {
        await enterTenant(tx, { userId, tenantId, workspaceId });
        await insertNotice(
          { tx, tenantId, workspaceId, now: deps.now(), newId: deps.newId },
          {
            kind: 'model_published',
            facts: { modelId, modelName },
            userId: null,
            onceKey: `model_published:${modelId}`,
          },
        );
      }
    });
    const last = rows.at(-1);
    if (last === undefined || rows.length < BATCH) return;
    after = last.workspace_id;
  }
}
