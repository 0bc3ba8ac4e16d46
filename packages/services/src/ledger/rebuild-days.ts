import { dayFigures, listDays } from './day-figures.ts';
import type { LedgerInput } from './ledger-check.ts';
import type { Rebuilt } from './rebuilt.ts';
import { nameDay } from './verify-rollups.ts';

/** The sums by day of the workspace that the transaction is in, as its receipts make them. */
export async function rebuildDays(input: LedgerInput): Promise<Rebuilt[]> {
  const { sql } = input;
  const changed: Rebuilt[] = [];
  for (const row of await listDays(input)) {
    const wrong = dayFigures.flatMap((figure, index) => {
      const [before = '0', after = '0'] = [row.stored[index], row.computed[index]];
      return before === after ? [] : [{ what: `${nameDay(row)}: ${figure}`, before, after }];
    });
    if (wrong.length === 0) continue;
    changed.push(...wrong);
    const figures = sql.unsafe(dayFigures.join(', '));
    const set = sql.unsafe(dayFigures.map((name) => `${name} = excluded.${name}`).join(', '));
    await sql`
      insert into usage_daily (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id, ${figures})
      select ${row.tenant_id}::uuid, ${row.workspace_id}::uuid, ${row.day}::date, ${row.user_id}::uuid, ${row.model_id},
        ${row.funding}, ${row.api_key_id}::uuid, ${sql.unsafe(row.computed.map((amount) => BigInt(amount).toString()).join(', '))}
      on conflict (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id) do update set ${set}`;
  }
  return changed;
}
