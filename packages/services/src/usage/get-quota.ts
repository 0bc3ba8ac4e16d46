import { and, eq } from 'drizzle-orm';
import type { LimitTrace } from '@geko/contracts/errors';
import type { Quota } from '@geko/contracts/usage';
import { bindingLimit, byTightness, planLimits, toLimitTrace } from '@geko/domain/limits';
import { calendarMonth } from '@geko/domain/periods';
import { quotas } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import { findModel } from '../models/catalogue.ts';

/** The workspace's limits this month; with a model also the model's own. */
export async function getQuota(
  { tx, caller, now }: Scope,
  { modelId }: { modelId: string | null },
): Promise<Quota> {
  const period = calendarMonth({ at: now, timeZone: caller.timeZone });
  const offered = modelId === null ? null : await findModel(tx, { ...caller, now, modelId });
  const limits = planLimits({
    planId: caller.planId,
    // Without a model only the workspace's own limits apply, which a premium model's call would meet.
    modelId: offered?.model.id ?? '',
    modelTier: offered?.model.tier ?? 'premium',
    period,
  });
  const rows = await tx
    .select()
    .from(quotas)
    .where(
      and(
        eq(quotas.tenantId, caller.tenantId),
        eq(quotas.workspaceId, caller.workspaceId),
        eq(quotas.periodStart, period.startAt),
      ),
    );
  const traces: LimitTrace[] = limits.map((limit) => {
    const row = rows.find((r) => r.subject === limit.subject && r.meter === limit.meter);
    return toLimitTrace(limit, { used: row?.used ?? 0n, held: row?.held ?? 0n });
  });
  return { planId: caller.planId, limits: byTightness(traces), binding: bindingLimit(traces) };
}
