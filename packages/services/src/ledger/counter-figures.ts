import type postgres from 'postgres';
import type { Meter, PeriodKind } from '@geko/contracts/meters';
import { currentFigures } from './current-figures.ts';
import type { LedgerInput } from './ledger-check.ts';

/** A counter as it stands, and as receipts and open holds make it; one that is not there stands at zero. */
export type CounterFigures = {
  tenant_id: string;
  workspace_id: string;
  subject: string;
  meter: Meter;
  period: PeriodKind;
  period_start: Date;
  /** null = there is no such counter. */
  period_end: Date | null;
  /** Of the workspace, or of the company's limit that counts on it; null = there is none now. */
  time_zone: string | null;
  /** Where the periods of that limit begin; null = with the calendar. A workspace's counter may be of any of its limits. */
  anchor_at: Date | null;
  used: string;
  held: string;
  computed_used: string;
  computed_held: string;
};

const amountOf = (sql: postgres.ISql) =>
  sql`case meter when 'tokens' then metered_tokens when 'requests' then requests else charge_nano end`;

/**
 * The counters of workspaces. Those of a plan count the calls that held something on them; the others every call of
 * their subject that began in their period (packages/domain/src/limits.ts).
 */
export function listCounters(input: LedgerInput): postgres.PendingQuery<CounterFigures[]> {
  const { sql, workspaceId } = input;
  return sql<CounterFigures[]>`
    with figures as (${currentFigures(input)}),
    held as (
      select h.tenant_id, h.workspace_id, h.id, h.status, a.subject, a.meter, a.period, a."periodStart" as period_start, a.amount
      from holds h cross join lateral jsonb_to_recordset(h.amounts)
        as a(subject text, meter text, period text, "periodStart" timestamptz, amount bigint)
      where a.subject <> 'tenant' and (${workspaceId}::uuid is null or h.workspace_id = ${workspaceId}::uuid)
    ), by_hold as (
      select tenant_id, workspace_id, subject, meter, period, period_start,
        coalesce(sum(amount) filter (where status = 'held'), 0) as held,
        coalesce(sum(${amountOf(sql)}) filter (where status = 'settled'), 0) as used
      from held left join figures using (tenant_id, workspace_id, id) group by 1, 2, 3, 4, 5, 6
    ), by_call as (
      select q.tenant_id, q.workspace_id, q.subject, q.meter, q.period, q.period_start, sum(${amountOf(sql)}) as used
      from quotas q join figures f on f.tenant_id = q.tenant_id and f.workspace_id = q.workspace_id
        and f.created_at >= q.period_start and f.created_at < q.period_end
        and q.subject in ('workspace', 'member:' || f.user_id, 'model:' || f.model_id, 'key:' || f.api_key_id)
      group by 1, 2, 3, 4, 5, 6
    ), stored as (
      select * from quotas where ${workspaceId}::uuid is null or workspace_id = ${workspaceId}::uuid
    )
    select tenant_id, workspace_id, subject, meter, period, period_start, s.period_end, w.time_zone, null as anchor_at,
      coalesce(s.used, 0)::text as used, coalesce(s.held, 0)::text as held,
      coalesce(case when subject = 'plan' or subject like 'plan:%' then h.used else c.used end, 0)::text as computed_used,
      coalesce(h.held, 0)::text as computed_held
    from stored s
    full join by_hold h using (tenant_id, workspace_id, subject, meter, period, period_start)
    left join by_call c using (tenant_id, workspace_id, subject, meter, period, period_start)
    left join (select tenant_id, id as workspace_id, time_zone from workspaces) w using (tenant_id, workspace_id)`;
}

/**
 * The counters of whole companies, with what the calls that can be seen make of them: as geko_system those of all of its
 * workspaces, inside one workspace that one's part. tenantId null = of every company.
 */
export function listTenantCounters(
  sql: postgres.ISql,
  { tenantId }: { tenantId: string | null },
): postgres.PendingQuery<CounterFigures[]> {
  return sql<CounterFigures[]>`
    with figures as (${currentFigures({ sql, workspaceId: null })}),
    by_hold as (
      select h.tenant_id, a.subject, a.meter, a.period, a."periodStart" as period_start, sum(a.amount) as held
      from holds h cross join lateral jsonb_to_recordset(h.amounts)
        as a(subject text, meter text, period text, "periodStart" timestamptz, amount bigint)
      where a.subject = 'tenant' and h.status = 'held' group by 1, 2, 3, 4, 5
    ), by_call as (
      select q.tenant_id, q.subject, q.meter, q.period, q.period_start, sum(${amountOf(sql)}) as used
      from tenant_quotas q join figures f on f.tenant_id = q.tenant_id
        and f.created_at >= q.period_start and f.created_at < q.period_end
      group by 1, 2, 3, 4, 5
    )
    select tenant_id, '' as workspace_id, subject, meter, period, period_start, s.period_end, l.time_zone, l.anchor_at,
      coalesce(s.used, 0)::text as used, coalesce(s.held, 0)::text as held,
      coalesce(c.used, 0)::text as computed_used, coalesce(h.held, 0)::text as computed_held
    from tenant_quotas s
    full join by_hold h using (tenant_id, subject, meter, period, period_start)
    left join by_call c using (tenant_id, subject, meter, period, period_start)
    left join tenant_limits l using (tenant_id, meter, period)
    where ${tenantId}::uuid is null or tenant_id = ${tenantId}::uuid`;
}
