import { type CounterFigures, listCounters, listTenantCounters } from './counter-figures.ts';
import { counterPeriodEnd, knownPeriodEnd } from './counter-period.ts';
import { disagreements, type Found, type LedgerInput, problemsOf } from './ledger-check.ts';

/** "counter member:… tokens of workspace …, month from 2026-11-01T00:00:00.000Z". */
export function nameCounter(row: CounterFigures): string {
  const place =
    row.workspace_id === '' ? `company ${row.tenant_id}` : `workspace ${row.workspace_id}`;
  return `counter ${row.subject} ${row.meter} of ${place}, ${row.period} from ${row.period_start.toISOString()}`;
}

/** Every counter against the receipts and the open holds that it counts. */
export async function verifyCounters(input: LedgerInput): Promise<Found> {
  const { sql, workspaceId } = input;
  const rows = await listCounters(input);
  const [place] =
    workspaceId === null
      ? []
      : await sql<{ tenant: string }[]>`
        select tenant_id as tenant from workspaces where id = ${workspaceId}::uuid`;
  // One workspace's check looks at its company's counters as well: they count its calls.
  const isSought = workspaceId === null || place !== undefined;
  const shared = isSought ? await listTenantCounters(sql, { tenantId: place?.tenant ?? null }) : [];
  const all = [...rows, ...shared];
  return {
    count: all.length,
    problems: all.flatMap((row) =>
      problemsOf(nameCounter(row), () =>
        disagreements(nameCounter(row), [
          ['used', row.used, row.computed_used],
          ['held', row.held, row.computed_held],
          ['its end', row.period_end?.toISOString(), expectedEnd(row)?.toISOString()],
        ]),
      ),
    ),
  };
}

function expectedEnd(row: CounterFigures): Date | null {
  if (row.period_end === null) return null;
  // A company's limit may have been another before, in another zone.
  const expected = row.workspace_id === '' ? knownPeriodEnd(row) : counterPeriodEnd(row);
  return expected ?? row.period_end;
}
