import type postgres from 'postgres';
import { type CounterFigures, listCounters, listTenantCounters } from './counter-figures.ts';
import { counterPeriodEnd } from './counter-period.ts';
import type { LedgerInput } from './ledger-check.ts';
import type { Rebuilt } from './rebuilt.ts';
import { nameCounter } from './verify-counters.ts';

/** The counters of the workspace that the transaction is in, as its receipts and open holds make them. */
export async function rebuildCounters(input: LedgerInput): Promise<Rebuilt[]> {
  const { sql } = input;
  // Those that are gone come back first: only then is it known which calls they count.
  for (const row of await listCounters(input)) {
    if (row.period_end !== null) continue;
    await sql`
      insert into quotas (tenant_id, workspace_id, subject, meter, period, period_start, period_end)
      values (${row.tenant_id}, ${row.workspace_id}, ${row.subject}, ${row.meter}, ${row.period}, ${row.period_start},
        ${endOf(row)})`;
  }
  const changed: Rebuilt[] = [];
  for (const row of await listCounters(input)) {
    const wrong = changesOf(row);
    if (wrong.length === 0) continue;
    changed.push(...wrong);
    await sql`update quotas set used = ${row.computed_used}, held = ${row.computed_held}
      where tenant_id = ${row.tenant_id} and workspace_id = ${row.workspace_id} and subject = ${row.subject}
        and meter = ${row.meter} and period = ${row.period} and period_start = ${row.period_start}`;
  }
  return changed;
}

type Company = {
  tenantId: string;
  workspaceIds: readonly string[];
  enter: (workspaceId: string) => Promise<void>;
};

/** Those of a company: the sum over its workspaces, which are entered one after the other. */
export async function rebuildTenantCounters(
  sql: postgres.ISql,
  company: Company,
): Promise<Rebuilt[]> {
  for (const row of await sumTenantCounters(sql, company)) {
    if (row.period_end !== null) continue;
    await sql`
      insert into tenant_quotas (tenant_id, subject, meter, period, period_start, period_end)
      values (${row.tenant_id}, ${row.subject}, ${row.meter}, ${row.period}, ${row.period_start}, ${endOf(row)})`;
  }
  const changed: Rebuilt[] = [];
  for (const row of await sumTenantCounters(sql, company)) {
    const wrong = changesOf(row);
    if (wrong.length === 0) continue;
    changed.push(...wrong);
    await sql`update tenant_quotas set used = ${row.computed_used}, held = ${row.computed_held}
      where tenant_id = ${row.tenant_id} and subject = ${row.subject} and meter = ${row.meter}
        and period = ${row.period} and period_start = ${row.period_start}`;
  }
  return changed;
}

async function sumTenantCounters(
  sql: postgres.ISql,
  { tenantId, workspaceIds, enter }: Company,
): Promise<CounterFigures[]> {
  const sums = new Map<string, CounterFigures>();
  const plus = (a: string, b: string) => (BigInt(a) + BigInt(b)).toString();
  for (const workspaceId of workspaceIds) {
    await enter(workspaceId);
    for (const row of await listTenantCounters(sql, { tenantId })) {
      const sum = sums.get(nameCounter(row));
      sums.set(nameCounter(row), {
        ...row,
        computed_used: plus(sum?.computed_used ?? '0', row.computed_used),
        computed_held: plus(sum?.computed_held ?? '0', row.computed_held),
      });
    }
  }
  return [...sums.values()];
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
  const end = counterPeriodEnd(row);
  if (end === null) throw new Error(`${nameCounter(row)} is gone, and nothing tells when it ends`);
  return end;
}
