import type postgres from 'postgres';
import { type CounterFigures, listCounters, listTenantCounters } from './counter-figures.ts';
import { counterPeriodEnd } from './counter-period.ts';
import type { LedgerInput } from './ledger-check.ts';
import type { Rebuilt } from './rebuild-ledger.ts';
import { nameCounter } from './verify-counters.ts';

/** The counters of the workspace that the transaction is in, as its receipts and open holds make them. */
export async function rebuildCounters(input: LedgerInput): Promise<Rebuilt[]> {
  const { sql } = input;
  const changed: Rebuilt[] = [];
  for (const row of await listCounters(input)) {
    const wrong = changesOf(row);
    if (wrong.length === 0) continue;
    changed.push(...wrong);
    await sql`
      insert into quotas (tenant_id, workspace_id, subject, meter, period, period_start, period_end, used, held)
      values (${row.tenant_id}, ${row.workspace_id}, ${row.subject}, ${row.meter}, ${row.period}, ${row.period_start},
        ${endOf(row)}, ${row.computed_used}, ${row.computed_held})
      on conflict (tenant_id, workspace_id, subject, meter, period, period_start)
        do update set used = excluded.used, held = excluded.held`;
  }
  return changed;
}

/** Those of a company: the sum over its workspaces, which are entered one after the other. */
export async function rebuildTenantCounters(
  sql: postgres.ISql,
  company: {
    tenantId: string;
    workspaceIds: readonly string[];
    enter: (workspaceId: string) => Promise<void>;
  },
): Promise<Rebuilt[]> {
  const { tenantId, workspaceIds, enter } = company;
  const sums = new Map<string, CounterFigures>();
  for (const workspaceId of workspaceIds) {
    await enter(workspaceId);
    for (const row of await listTenantCounters(sql, { tenantId })) {
      const key = nameCounter(row);
      const sum = sums.get(key);
      const plus = (a: string, b: string) => (BigInt(a) + BigInt(b)).toString();
      sums.set(key, {
        ...row,
        computed_used: plus(sum?.computed_used ?? '0', row.computed_used),
        computed_held: plus(sum?.computed_held ?? '0', row.computed_held),
      });
    }
  }
  const changed: Rebuilt[] = [];
  for (const row of sums.values()) {
    const wrong = changesOf(row);
    if (wrong.length === 0) continue;
    changed.push(...wrong);
    await sql`
      insert into tenant_quotas (tenant_id, subject, meter, period, period_start, period_end, used, held)
      values (${row.tenant_id}, ${row.subject}, ${row.meter}, ${row.period}, ${row.period_start}, ${endOf(row)},
        ${row.computed_used}, ${row.computed_held})
      on conflict (tenant_id, subject, meter, period, period_start)
        do update set used = excluded.used, held = excluded.held`;
  }
  return changed;
}

function changesOf(row: CounterFigures): Rebuilt[] {
  const name = nameCounter(row);
  return [
    { what: `${name}: used`, before: row.used, after: row.computed_used },
    { what: `${name}: held`, before: row.held, after: row.computed_held },
  ].filter(({ before, after }) => before !== after);
}

/** Of a counter that is gone, as far as its beginning tells. */
function endOf(row: CounterFigures): Date {
  const end = row.period_end ?? counterPeriodEnd(row);
  if (end === null) throw new Error(`${nameCounter(row)} is gone, and nothing tells when it ends`);
  return end;
}
