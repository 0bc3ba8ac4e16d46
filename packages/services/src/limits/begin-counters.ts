import { sql } from 'drizzle-orm';
import { periodAt } from '@geko/domain/periods';
import type { SetLimit } from '@geko/domain/limits';
import type { Scope } from '../deps.ts';

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
 * for everybody, so that a call which runs now finds it. Settlements must be locked.
 */
export async function beginCounters(
  { tx, caller, now }: Pick<Scope, 'tx' | 'caller' | 'now'>,
  limit: Pick<SetLimit, 'subjectKind' | 'subjectId' | 'meter' | 'period' | 'anchorAt'>,
): Promise<void> {
  const { tenantId, workspaceId, timeZone } = caller;
  const { subjectKind, subjectId, meter, period, anchorAt } = limit;
  const { startAt, endAt } = periodAt({ kind: period, at: now, timeZone, anchorAt });
  const [from, to] = [startAt.toISOString(), endAt.toISOString()];
  const amount = {
    tokens: sql`coalesce(c.metered_tokens, u.metered_tokens)`,
    charge: sql`coalesce(c.charge_nano, u.charge_nano)`,
    // A call that gave nothing is not counted, unless the caller ended it themselves (finish-turn.ts).
    requests: sql`case when u.outcome in ('failed', 'interrupted') and u.metered_tokens = 0 then 0 else 1 end`,
  }[meter];
  const isMembers = subjectKind === 'each_member' || subjectKind === 'member';
  const subjects =
    subjectKind === 'each_member'
      ? sql`select 'member:' || user_id from workspace_members
          where tenant_id = ${tenantId} and workspace_id = ${workspaceId}
          union select distinct subject from calls`
      : sql`select ${subjectKind === 'workspace' ? 'workspace' : `${subjectKind}:${subjectId}`}`;
  const subjectOfCall = isMembers
    ? sql`'member:' || u.user_id`
    : subjectKind === 'model'
      ? sql`'model:' || u.model_id`
      : sql`'workspace'`;
  const ofSubject =
    subjectKind === 'member'
      ? sql`and u.user_id = ${subjectId}::uuid`
      : subjectKind === 'model'
        ? sql`and u.model_id = ${subjectId}`
        : sql``;
  await tx.execute(sql`
    with corrected as (
      select distinct on (usage_id) usage_id, metered_tokens, charge_nano from usage_corrections
      where tenant_id = ${tenantId} and workspace_id = ${workspaceId} order by usage_id, seq desc),
    calls as (
      select ${subjectOfCall} as subject, sum(${amount}) as amount
      from token_usage u left join corrected c on c.usage_id = u.id
      where u.tenant_id = ${tenantId} and u.workspace_id = ${workspaceId}
        and u.created_at >= ${from}::timestamptz and u.created_at < ${to}::timestamptz ${ofSubject}
      group by 1),
    subjects (subject) as (${subjects})
    insert into quotas (tenant_id, workspace_id, subject, meter, period, period_start, period_end, used)
      select ${tenantId}::uuid, ${workspaceId}::uuid, subject, ${meter}::text, ${period}::text, ${from}::timestamptz,
        ${to}::timestamptz, coalesce(amount, 0)
      from subjects left join calls using (subject) order by subject
      on conflict (tenant_id, workspace_id, subject, meter, period, period_start) do update set used = excluded.used`);
}
