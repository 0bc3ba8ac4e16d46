import type postgres from 'postgres';
import { NO_API_KEY } from '@geko/db/schema/money';
import { currentFigures } from './current-figures.ts';
import type { LedgerInput } from './ledger-check.ts';

/** The figures of a day's row, in one order. */
export const dayFigures = [
  'requests',
  'input_tokens',
  'cached_input_tokens',
  'cache_write_tokens',
  'output_tokens',
  'reasoning_tokens',
  'images',
  'characters',
  'seconds',
  'cost_nano',
  'charge_nano',
  'absorbed_nano',
] as const;

/** A row of usage_daily as it stands, and as receipts make it. */
export type DayRow = {
  tenant_id: string;
  workspace_id: string;
  /** "2026-11-21". */
  day: string;
  user_id: string;
  model_id: string;
  funding: string;
  /** NO_API_KEY = of people's own sessions. */
  api_key_id: string;
  /** In the order of `dayFigures`. */
  stored: string[];
  computed: string[];
};

/** Every row of the sums by day: of the workspace's own calendar day on which a call began. */
export function listDays(input: LedgerInput): postgres.PendingQuery<DayRow[]> {
  const { sql, workspaceId } = input;
  const texts = (table: string) =>
    sql.unsafe(
      `array[${dayFigures.map((name) => `coalesce(${table}.${name}, 0)::text`).join(', ')}]`,
    );
  const sums = sql.unsafe(
    dayFigures
      .map((name) => (name === 'requests' ? 'count(*)' : `sum(f.${name})`) + ` as ${name}`)
      .join(', '),
  );
  return sql<DayRow[]>`
    with figures as (${currentFigures(input)}),
    computed as (
      select f.tenant_id, f.workspace_id, (f.created_at at time zone w.time_zone)::date as day, f.user_id, f.model_id,
        f.funding, coalesce(f.api_key_id, ${NO_API_KEY}::uuid) as api_key_id, ${sums}
      from figures f join workspaces w on w.tenant_id = f.tenant_id and w.id = f.workspace_id
      group by 1, 2, 3, 4, 5, 6, 7
    ), stored as (
      select * from usage_daily where ${workspaceId}::uuid is null or workspace_id = ${workspaceId}::uuid
    )
    select tenant_id, workspace_id, day::text as day, user_id, model_id, funding, api_key_id,
      ${texts('s')} as stored, ${texts('c')} as computed
    from stored s full join computed c using (tenant_id, workspace_id, day, user_id, model_id, funding, api_key_id)`;
}
