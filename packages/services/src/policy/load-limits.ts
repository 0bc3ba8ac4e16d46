import { sql } from 'drizzle-orm';
import type { ModelTier } from '@geko/contracts/plans';
import { licenceLimits } from '@geko/domain/licence';
import { type CallLimit, planLimits, setLimits, type SetLimit } from '@geko/domain/limits';
import { calendarMonth } from '@geko/domain/periods';
import type { Caller, Scope } from '../deps.ts';

/** A row of limits or tenant_limits. */
export type LimitRow = {
  id: string;
  subject_kind: SetLimit['subjectKind'];
  subject_id: string;
  meter: SetLimit['meter'];
  cap: string | bigint;
  period: SetLimit['period'];
  anchor_at: Date | string | null;
  overflow: SetLimit['overflow'];
  time_zone: string | null;
};

/**
 * Every limit on a call of this caller: the plan's, and what people have set for the company, the workspace, the member,
 * the model and the key that the caller came by. model null = those that hold whatever the model.
 */
export async function loadLimits(
  { tx, caller, now }: Pick<Scope, 'tx' | 'caller' | 'now'>,
  model: { id: string; tier: ModelTier } | null,
): Promise<CallLimit[]> {
  const { tenantId, workspaceId, userId, apiKeyId } = caller;
  const { rows } = await tx.execute<LimitRow>(sql`
    select id, subject_kind, subject_id, meter, cap, period, anchor_at, overflow, null as time_zone from limits
    where tenant_id = ${tenantId} and workspace_id = ${workspaceId}
      and (subject_kind in ('workspace', 'each_member')
        or (subject_kind = 'member' and subject_id = ${userId})
        or (subject_kind = 'model' and subject_id = ${model?.id ?? null})
        or (subject_kind = 'key' and subject_id = ${apiKeyId}))
    union all
    select id, 'tenant', '', meter, cap, period, anchor_at, overflow, time_zone from tenant_limits
    where tenant_id = ${tenantId}
    order by subject_kind, meter, period, id`);
  return callLimits({ caller, now, model, rows });
}

/** The limits on a call, of the plan, the licence and the rows that bear on it. */
export function callLimits({
  caller,
  now,
  model,
  rows,
}: {
  caller: Caller;
  now: Date;
  model: { id: string; tier: ModelTier } | null;
  rows: readonly LimitRow[];
}): CallLimit[] {
  const { userId, timeZone, licenceTier, apiKeyId } = caller;
  const month = calendarMonth({ at: now, timeZone });
  // Without a model only what the workspace shares applies, which a premium model's call would meet.
  const modelTier = model?.tier ?? 'premium';
  return [
    ...planLimits({ plan: caller.plan, modelId: model?.id ?? '', modelTier, month }),
    ...(licenceTier === null || apiKeyId === null
      ? []
      : licenceLimits({ tier: licenceTier, licenceId: apiKeyId, modelTier, month })),
    ...setLimits({ limits: rows.map(toSetLimit), userId, at: now, timeZone }),
  ];
}

function toSetLimit(row: LimitRow): SetLimit {
  return {
    id: row.id,
    subjectKind: row.subject_kind,
    subjectId: row.subject_id,
    meter: row.meter,
    cap: BigInt(row.cap),
    period: row.period,
    anchorAt: row.anchor_at === null ? null : new Date(row.anchor_at),
    overflow: row.overflow,
    timeZone: row.time_zone,
  };
}
