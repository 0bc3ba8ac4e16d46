import { sql } from 'drizzle-orm';
import type { ModelKind } from '@geko/contracts/models';
import type { Plan, PlanId } from '@geko/contracts/plans';
import {
  type MarkupSources,
  planKindScope,
  SEEDED_SYSTEM_MARKUP_BPS,
  SYSTEM_SCOPE,
} from '@geko/domain/markup';
import type { Tx } from '@geko/db/client';

/** The markups which bear on one call: one query, in the workspace's context. */
export async function loadMarkups(
  tx: Tx,
  place: {
    tenantId: string;
    workspaceId: string;
    planId: PlanId;
    plan: Plan;
    modelId: string;
    kind: ModelKind;
  },
): Promise<MarkupSources> {
  const { tenantId, workspaceId, planId, plan, modelId, kind } = place;
  const { rows } = await tx.execute<{
    workspace_model: number | null;
    plan_kind: number | null;
    system: number | null;
  }>(sql`select
    (select markup_bps from workspace_models where tenant_id = ${tenantId} and workspace_id = ${workspaceId}
      and model_id = ${modelId}) as workspace_model,
    (select bps from markups where scope = ${planKindScope(planId, kind)}) as plan_kind,
    (select bps from markups where scope = ${SYSTEM_SCOPE}) as system`);
  const row = rows[0];
  return {
    workspaceModelBps: row?.workspace_model ?? null,
    planKindBps: row?.plan_kind ?? null,
    planBps: plan.postpaidMarkupBps,
    systemBps: row?.system ?? SEEDED_SYSTEM_MARKUP_BPS,
  };
}
