import { and, eq, gte, lt, sql } from 'drizzle-orm';
import type { GetUsage, UsageReport, UsageTotals } from '@geko/contracts/usage';
import { calendarMonth, daysOfMonth, localDay } from '@geko/domain/periods';
import { modelCatalog } from '@geko/db/schema/models';
import { tokenUsage } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';

const NOTHING: UsageTotals = { requests: 0, tokens: 0, costNano: '0', chargeNano: '0' };

/** A month of use by day and by model: the workspace's for those who may see it, else one's own. */
export async function getUsage(scope: Scope, input: GetUsage): Promise<UsageReport> {
  const { tx, caller, now } = scope;
  const { timeZone } = caller;
  const at = input.month === undefined ? now : new Date(`${input.month}-15T12:00:00Z`);
  const period = calendarMonth({ at, timeZone });
  const canSeeAll = caller.permissions.has('usage:view:workspace');
  const mine = and(
    eq(tokenUsage.tenantId, caller.tenantId),
    eq(tokenUsage.workspaceId, caller.workspaceId),
    gte(tokenUsage.createdAt, period.startAt),
    lt(tokenUsage.createdAt, period.endAt),
    canSeeAll ? undefined : eq(tokenUsage.userId, caller.userId),
  );
  const sums = {
    requests: sql<number>`count(*)::int`,
    tokens: sql<number>`coalesce(sum(${tokenUsage.inputTokens} + ${tokenUsage.cachedInputTokens} + ${tokenUsage.cacheWriteTokens} + ${tokenUsage.outputTokens} + ${tokenUsage.reasoningTokens}), 0)::float8`,
    costNano: sql<string>`coalesce(sum(${tokenUsage.costNano}), 0)::text`,
    chargeNano: sql<string>`coalesce(sum(${tokenUsage.chargeNano}), 0)::text`,
  };
  const day = sql<string>`to_char(${tokenUsage.createdAt} at time zone ${timeZone}, 'YYYY-MM-DD')`;
  const [totals] = await tx.select(sums).from(tokenUsage).where(mine);
  const byDay = await tx
    .select({ day: day.as('day'), ...sums })
    .from(tokenUsage)
    .where(mine)
    .groupBy(sql`1`);
  const byModel = await tx
    .select({ modelId: tokenUsage.modelId, modelName: modelCatalog.name, ...sums })
    .from(tokenUsage)
    .innerJoin(modelCatalog, eq(modelCatalog.id, tokenUsage.modelId))
    .where(mine)
    .groupBy(tokenUsage.modelId, modelCatalog.name)
    .orderBy(sql`sum(${tokenUsage.costNano}) desc`, tokenUsage.modelId);
  const today = localDay({ at: now, timeZone });
  return {
    month: period.key,
    timeZone,
    scope: canSeeAll ? 'workspace' : 'own',
    totals: totals ?? NOTHING,
    byDay: daysOfMonth(period.key)
      .filter((date) => date <= today)
      .map((date) => ({ ...NOTHING, ...byDay.find((row) => row.day === date), day: date })),
    byModel,
  };
}
