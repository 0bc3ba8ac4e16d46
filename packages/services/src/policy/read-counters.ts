import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import type { CounterState } from '@geko/domain/choose-option';
import type { Counter } from '@geko/domain/limits';

/** What is used and held of each counter, in the given order; one that nothing has counted on yet is at zero. */
export async function readCounters(
  tx: Tx,
  { tenantId, workspaceId }: { tenantId: string; workspaceId: string },
  counters: readonly Counter[],
): Promise<CounterState[]> {
  const { rows } = await tx.execute<{ used: string | bigint; held: string | bigint }>(sql`
    select coalesce(q.used, t.used, 0) as used, coalesce(q.held, t.held, 0) as held
    from jsonb_array_elements(${JSON.stringify(counters)}::jsonb) with ordinality as e(c, n)
    left join quotas q on c->>'scope' = 'workspace' and q.tenant_id = ${tenantId}
      and q.workspace_id = ${workspaceId} and q.subject = c->>'subject' and q.meter = c->>'meter'
      and q.period = c->>'period' and q.period_start = (c->>'periodStart')::timestamptz
    left join tenant_quotas t on c->>'scope' = 'tenant' and t.tenant_id = ${tenantId}
      and t.subject = c->>'subject' and t.meter = c->>'meter' and t.period = c->>'period'
      and t.period_start = (c->>'periodStart')::timestamptz
    order by n`);
  return rows.map(({ used, held }) => ({ used: BigInt(used), held: BigInt(held) }));
}
