import { and, eq, gte, sql } from 'drizzle-orm';
import type { ModelTier, PlanId } from '@geko/contracts/plans';
import { modelCatalog } from '@geko/db/schema/models';
import { usageDaily } from '@geko/db/schema/money';
import { localDay } from '@geko/domain/periods';
import { cheapestPlan } from '@geko/domain/plan-offer';
import type { Scope } from '../deps.ts';
import { getSystemMarkup } from '../prices/get-system-markup.ts';
import { listPlans } from './list-plans.ts';

const DAYS_LOOKED_AT = 30;
const DAY_MS = 86_400_000;

/**
 * The higher plan on which the workspace's last 30 days would have been cheapest (SPEC §7); null = there is none.
 *
 * @param wantedTier of the model that was just refused.
 */
export async function offerPlan(
  { tx, caller, now }: Pick<Scope, 'tx' | 'caller' | 'now'>,
  wantedTier: ModelTier | null,
): Promise<PlanId | null> {
  if (caller.plan.upgradeTo === null) return null;
  const since = new Date(now.getTime() - DAYS_LOOKED_AT * DAY_MS);
  const use = await tx
    .select({
      tier: modelCatalog.tier,
      tokens:
        sql`sum(${usageDaily.inputTokens} + ${usageDaily.cachedInputTokens} + ${usageDaily.cacheWriteTokens} + ${usageDaily.outputTokens} + ${usageDaily.reasoningTokens})`.mapWith(
          Number,
        ),
      requests: sql`sum(${usageDaily.requests})`.mapWith(Number),
      costNano: sql`sum(${usageDaily.costNano})`.mapWith(BigInt),
    })
    .from(usageDaily)
    .innerJoin(modelCatalog, eq(modelCatalog.id, usageDaily.modelId))
    .where(
      and(
        eq(usageDaily.tenantId, caller.tenantId),
        eq(usageDaily.workspaceId, caller.workspaceId),
        gte(usageDaily.day, localDay({ at: since, timeZone: caller.timeZone })),
      ),
    )
    .groupBy(usageDaily.modelId, modelCatalog.tier);
  const plans = await listPlans(tx);
  const offer = cheapestPlan({
    use,
    plans: new Map(Object.entries(plans) as [PlanId, (typeof plans)[PlanId]][]),
    from: caller.planId,
    wantedTier,
    systemMarkupBps: await getSystemMarkup(tx),
  });
  return offer?.planId ?? null;
}
