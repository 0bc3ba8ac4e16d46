import { periodAt } from '@geko/domain/periods';
import { type CounterFigures, listCounters, listTenantCounters } from './counter-figures.ts';
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
          ['its end', row.period_end?.toISOString(), periodEnd(row)],
        ]),
      ),
    ),
  };
}

/** From here on a month may not have the day on which an anchored period begins, and ends on another one. */
const FIRST_ODD_DAY = 27;

/** When a period ends follows from when it begins, on the workspace's own calendar or from an anchor. */
function periodEnd(row: CounterFigures): string | undefined {
  const { period: kind, period_start: at, period_end: end, time_zone: timeZone } = row;
  if (end === null || timeZone === null) return end?.toISOString();
  const calendar = periodAt({ kind, at, timeZone, anchorAt: null });
  if (calendar.startAt.getTime() === at.getTime()) return calendar.endAt.toISOString();
  const isOdd = (kind === 'month' || kind === 'year') && at.getUTCDate() >= FIRST_ODD_DAY;
  return isOdd
    ? end.toISOString()
    : periodAt({ kind, at, timeZone, anchorAt: at }).endAt.toISOString();
}
