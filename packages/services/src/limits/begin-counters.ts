import { sql, type SQL } from 'drizzle-orm';
import { periodAt } from '@geko/domain/periods';
import { type SetLimit, subjectOf, zoneOf } from '@geko/domain/limits';
import { DEVICE_PROVIDER } from '@geko/domain/device-usage';
import type { Scope } from '../deps.ts';

type Place = Pick<Scope, 'tx' | 'caller' | 'now'>;
type Begun = Pick<
  SetLimit,
  'subjectKind' | 'subjectId' | 'meter' | 'period' | 'anchorAt' | 'timeZone'
>;

/**
 * Keeps every settlement of the tenant waiting until the transaction ends, and waits for those that run: from here on
 * a sum of receipts holds.
 */
export async function lockSettlements({ tx }: Pick<Scope, 'tx'>): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(limits_lock_key())`);
}

/**
 * Makes the counters of a new limit's current period, with what was used in it before: as receipts and the newest of
 * their corrections tell, in the periods in which calls began, as settlements count. One on each member gets a counter
 * for everybody, so that a call which runs now finds it; one on the company counts all of its workspaces. Settlements
 * must be locked.
 */
export async function beginCounters(scope: Place, limit: Begun): Promise<void> {
  const { caller, now } = scope;
  const { startAt, endAt } = periodAt({
    kind: limit.period,
    at: now,
    timeZone: zoneOf(limit, caller.timeZone),
    anchorAt: limit.anchorAt,
  });
  const span = { from: startAt.toISOString(), to: endAt.toISOString() };
  await (limit.subjectKind === 'tenant'
    ? beginCompany(scope, limit, span)
    : beginWorkspace(scope, limit, span));
}

type Span = { from: string; to: string };

async function beginCompany(
  { tx, caller }: Place,
  { meter, period }: Begun,
  { from, to }: Span,
): Promise<void> {
  await tx.execute(sql`
    insert into tenant_quotas (tenant_id, subject, meter, period, period_start, period_end, used)
      values (${caller.tenantId}::uuid, 'tenant', ${meter}, ${period}, ${from}::timestamptz, ${to}::timestamptz,
        system.tenant_used(${meter}, ${from}::timestamptz, ${to}::timestamptz))
      on conflict (tenant_id, subject, meter, period, period_start)
        do update set used = excluded.used, period_end = excluded.period_end`);
}

async function beginWorkspace(
  { tx, caller }: Place,
  limit: Begun,
  { from, to }: Span,
): Promise<void> {
  const { tenantId, workspaceId } = caller;
  const { subjectKind, meter, period } = limit;
  const amount = {
    tokens: sql`coalesce(c.metered_tokens, u.metered_tokens)`,
    charge: sql`coalesce(c.charge_nano, u.charge_nano)`,
    // A call that gave nothing is not counted, unless the caller ended it themselves (finish-turn.ts).
    requests: sql`case when u.outcome in ('failed', 'interrupted') and u.metered_tokens = 0 then 0 else 1 end`,
  }[meter];
  const subjects =
    subjectKind === 'each_member'
      ? sql`select 'member:' || user_id from workspace_members
          where tenant_id = ${tenantId} and workspace_id = ${workspaceId}
          union select distinct subject from calls`
      : sql`select ${subjectOf(limit, '')}`;
  const calls = callsOf(limit);
  await tx.execute(sql`
    with corrected as (
      select distinct on (usage_id) usage_id, metered_tokens, charge_nano from usage_corrections
      where tenant_id = ${tenantId} and workspace_id = ${workspaceId} order by usage_id, seq desc),
    calls as (
      select ${calls.subject} as subject, sum(${amount}) as amount
      from token_usage u left join corrected c on c.usage_id = u.id
      where u.tenant_id = ${tenantId} and u.workspace_id = ${workspaceId}
        and u.provider <> ${DEVICE_PROVIDER}
        and u.created_at >= ${from}::timestamptz and u.created_at < ${to}::timestamptz and ${calls.areCounted}
      group by 1),
    subjects (subject) as (${subjects})
    insert into quotas (tenant_id, workspace_id, subject, meter, period, period_start, period_end, used)
      select ${tenantId}::uuid, ${workspaceId}::uuid, subject, ${meter}::text, ${period}::text, ${from}::timestamptz,
        ${to}::timestamptz, coalesce(amount, 0)
      from subjects left join calls using (subject) order by subject
      on conflict (tenant_id, workspace_id, subject, meter, period, period_start) do update set used = excluded.used`);
}

/** Which calls a limit counts, and on whose counter. */
function callsOf({ subjectKind, subjectId }: Begun): { subject: SQL; areCounted: SQL } {
  switch (subjectKind) {
    case 'tenant':
    case 'workspace':
      return { subject: sql`'workspace'`, areCounted: sql`true` };
    case 'each_member':
      return { subject: sql`'member:' || u.user_id`, areCounted: sql`true` };
    case 'member':
      return {
        subject: sql`'member:' || u.user_id`,
        areCounted: sql`u.user_id = ${subjectId}::uuid`,
      };
    case 'model':
      return { subject: sql`'model:' || u.model_id`, areCounted: sql`u.model_id = ${subjectId}` };
    case 'key':
      return {
        subject: sql`'key:' || u.api_key_id`,
        areCounted: sql`u.api_key_id = ${subjectId}::uuid`,
      };
  }
}
