import { inArray } from 'drizzle-orm';
import { ModelKind } from '@geko/contracts/models';
import type { Plan, PlanId } from '@geko/contracts/plans';
import {
  type MarkupSources,
  planKindScope,
  SEEDED_SYSTEM_MARKUP_BPS,
  SYSTEM_SCOPE,
} from '@geko/domain/markup';
import type { Tx } from '@geko/db/client';
import { markups } from '@geko/db/schema/models';

/** What markups say of each kind of model on a plan, apart from those on one workspace and model. */
export async function loadPlanMarkups(
  tx: Tx,
  { planId, plan }: { planId: PlanId; plan: Plan },
): Promise<(kind: ModelKind) => Omit<MarkupSources, 'workspaceModelBps'>> {
  const scopes = ModelKind.options.map((kind) => planKindScope(planId, kind));
  const rows = await tx
    .select()
    .from(markups)
    .where(inArray(markups.scope, [SYSTEM_SCOPE, ...scopes]));
  const bpsOf = (scope: string) => rows.find((row) => row.scope === scope)?.bps ?? null;
  return (kind) => ({
    planKindBps: bpsOf(planKindScope(planId, kind)),
    planBps: plan.postpaidMarkupBps,
    systemBps: bpsOf(SYSTEM_SCOPE) ?? SEEDED_SYSTEM_MARKUP_BPS,
  });
}
