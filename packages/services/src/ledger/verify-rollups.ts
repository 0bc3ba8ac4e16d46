import { NO_API_KEY } from '@geko/db/schema/money';
import { dayFigures, type DayRow, listDays } from './day-figures.ts';
import { disagreements, type Found, type LedgerInput } from './ledger-check.ts';

/** "day 2026-11-21 of workspace …, member …, model …, postpaid". */
export function nameDay(row: DayRow): string {
  const key = row.api_key_id === NO_API_KEY ? '' : `, key ${row.api_key_id}`;
  return `day ${row.day} of workspace ${row.workspace_id}, member ${row.user_id}, ${row.model_id}, ${row.funding}${key}`;
}

/** The sums by day against the receipts of the day. */
export async function verifyRollups(input: LedgerInput): Promise<Found> {
  const rows = await listDays(input);
  return {
    count: rows.length,
    problems: rows.flatMap((row) =>
      disagreements(
        nameDay(row),
        dayFigures.map((name, index) => [name, row.stored[index], row.computed[index]] as const),
      ),
    ),
  };
}
