import type postgres from 'postgres';
import type { ReceiptLine } from '@geko/contracts/receipt';
import type { PriceTier } from '@geko/contracts/models';
import type { Funding } from '@geko/contracts/meters';
import type { HeldAmount } from '@geko/db/schema/money';
import { FREE_PRICE } from '@geko/domain/pricing';
import { settleCall, type Settlement } from '@geko/domain/settlement';
import { toPrice } from '../models/price-of.ts';

export type LedgerCheck = {
  checked: { receipts: number; journals: number; counters: number; holds: number };
  /** One sentence for each thing that does not agree; empty = all agrees to the nano-dollar. */
  problems: string[];
};

type Input = { sql: postgres.Sql; workspaceId: string | null };

const ROWS_AT_ONCE = 1_000;

/**
 * Recomputes every receipt from its raw counts and price version, every journal from its receipt,
 * every counter from receipts and open holds, and finds turns without the one or the other; tells what
 * does not agree. Reads only, also while Geko runs. sql: a postgres-js connection that acts as geko_system.
 */
export async function verifyLedger(input: Input): Promise<LedgerCheck> {
  const problems: string[] = [];
  const receipts = await verifyReceipts(input, problems);
  const journals = await verifyJournals(input, problems);
  const counters = await verifyCounters(input, problems);
  const holds = await verifyHolds(input, problems);
  return { checked: { receipts, journals, counters, holds }, problems };
}

type UsageRow = {
  workspace_id: string;
  id: string;
  model_id: string;
  price_version: number;
  input_tokens: number;
  cached_input_tokens: number;
  cache_write_tokens: number;
  output_tokens: number;
  reasoning_tokens: number;
  metered_tokens: number;
  overshoot_tokens: number;
  lines: ReceiptLine[];
  cost_nano: string;
  charge_nano: string;
  absorbed_nano: string;
  markup_bps: number;
  funding: Funding;
  outcome: string;
  held_input: number | null;
  held_output: number | null;
  held_markup_bps: number | null;
  held_funding: Funding | null;
  held_price_version: number | null;
  price_input: string | null;
  price_cached: string | null;
  price_write: string | null;
  price_output: string | null;
  price_reasoning: string | null;
  tiers: PriceTier[] | null;
  entries: { account: string; amount: string }[] | null;
};

async function verifyReceipts({ sql, workspaceId }: Input, problems: string[]): Promise<number> {
  let count = 0;
  const rows = sql<UsageRow[]>`
    select u.workspace_id, u.id, u.model_id, u.price_version, u.input_tokens, u.cached_input_tokens,
      u.cache_write_tokens, u.output_tokens, u.reasoning_tokens, u.metered_tokens, u.overshoot_tokens,
      u.lines, u.cost_nano, u.charge_nano, u.absorbed_nano, u.markup_bps, u.funding, u.outcome,
      h.input_tokens as held_input, h.max_output_tokens as held_output,
      h.markup_bps as held_markup_bps, h.funding as held_funding, h.price_version as held_price_version,
      p.input_nano as price_input, p.cached_input_nano as price_cached, p.cache_write_nano as price_write,
      p.output_nano as price_output, p.reasoning_nano as price_reasoning, p.tiers,
      (select jsonb_agg(jsonb_build_object('account', e.account, 'amount', e.amount_nano::text) order by e.line)
       from ledger_journals j join ledger_entries e
         on e.tenant_id = j.tenant_id and e.workspace_id = j.workspace_id and e.journal_id = j.id
       where j.tenant_id = u.tenant_id and j.workspace_id = u.workspace_id
         and j.kind = 'usage' and j.operation_id = u.id) as entries
    from token_usage u
    left join holds h on h.tenant_id = u.tenant_id and h.workspace_id = u.workspace_id and h.id = u.id
    left join model_prices p on p.model_id = u.model_id and p.version = u.price_version
    where ${workspaceId}::uuid is null or u.workspace_id = ${workspaceId}::uuid`;
  for await (const batch of rows.cursor(ROWS_AT_ONCE)) {
    for (const row of batch) {
      count += 1;
      problems.push(...receiptProblems(row));
    }
  }
  return count;
}

function receiptProblems(row: UsageRow): string[] {
  const settlement = resettle(row);
  if (settlement === null) return [`receipt ${row.id}: its hold or its price version is missing`];
  const { rating } = settlement;
  const lines = rating.lines.map((line) => ({
    tokenClass: line.tokenClass,
    tokens: line.tokens,
    priceNanoPerMillion: line.priceNanoPerMillion.toString(),
    costNano: line.costNano.toString(),
    chargeNano: line.chargeNano.toString(),
  }));
  const entries = settlement.entries.map((entry) => ({
    account: entry.account,
    amount: entry.amountNano.toString(),
  }));
  const pairs: [string, unknown, unknown][] = [
    ['markup', row.markup_bps, row.held_markup_bps],
    ['funding', row.funding, row.held_funding],
    ['price version', row.price_version, row.held_price_version],
    ['cost', row.cost_nano, rating.costNano.toString()],
    ['charge', row.charge_nano, rating.chargeNano.toString()],
    ['absorbed cost', row.absorbed_nano, settlement.absorbedNano.toString()],
    ['metered tokens', row.metered_tokens, settlement.meteredTokens],
    ['overshoot tokens', row.overshoot_tokens, settlement.overshootTokens],
    ['lines', canonical(row.lines), canonical(lines)],
    ['journal', canonical(row.entries ?? []), canonical(entries)],
  ];
  return pairs
    .filter(([, stored, computed]) => stored !== computed)
    .map(
      ([what, stored, computed]) =>
        `receipt ${row.id}: ${what} is ${String(stored)}, recomputed ${String(computed)}`,
    );
}

/** JSON with sorted keys: jsonb does not keep the order in which they were written. */
function canonical(value: readonly object[]): string {
  return JSON.stringify(
    value.map((item) =>
      Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1))),
    ),
  );
}

function resettle(row: UsageRow): Settlement | null {
  const price = row.price_version === 0 ? FREE_PRICE : priceOf(row);
  if (price === null || row.held_input === null || row.held_output === null) return null;
  return settleCall({
    usage: {
      inputTokens: row.input_tokens,
      cachedInputTokens: row.cached_input_tokens,
      cacheWriteTokens: row.cache_write_tokens,
      outputTokens: row.output_tokens,
      reasoningTokens: row.reasoning_tokens,
    },
    counted: { inputTokens: 0, outputTokens: 0 },
    hold: { inputTokens: row.held_input, maxOutputTokens: row.held_output },
    price,
    markupBps: row.markup_bps,
    funding: row.funding,
    hasStarted: true,
    hasDelivered: row.outcome === 'finished' || row.metered_tokens > 0,
  });
}

function priceOf(row: UsageRow) {
  if (row.price_input === null || row.price_output === null) return null;
  const nano = (text: string | null) => (text === null ? null : BigInt(text));
  return toPrice({
    version: row.price_version,
    inputNano: BigInt(row.price_input),
    cachedInputNano: nano(row.price_cached),
    cacheWriteNano: nano(row.price_write),
    outputNano: BigInt(row.price_output),
    reasoningNano: nano(row.price_reasoning),
    tiers: row.tiers ?? [],
  });
}

async function verifyJournals({ sql, workspaceId }: Input, problems: string[]): Promise<number> {
  const rows = await sql<{ count: number }[]>`
    select count(*)::int as count from ledger_journals
    where ${workspaceId}::uuid is null or workspace_id = ${workspaceId}::uuid`;
  const wrong = await sql<{ id: string; why: string }[]>`
    select j.id, 'does not sum to zero' as why from ledger_journals j
    join ledger_entries e on e.tenant_id = j.tenant_id and e.workspace_id = j.workspace_id and e.journal_id = j.id
    where ${workspaceId}::uuid is null or j.workspace_id = ${workspaceId}::uuid
    group by j.id having sum(e.amount_nano) <> 0
    union all
    select j.id, 'has no receipt' from ledger_journals j
    where j.kind = 'usage' and (${workspaceId}::uuid is null or j.workspace_id = ${workspaceId}::uuid)
      and not exists (select 1 from token_usage u
        where u.tenant_id = j.tenant_id and u.workspace_id = j.workspace_id and u.id = j.operation_id)`;
  problems.push(...wrong.map(({ id, why }) => `journal ${id} ${why}`));
  return rows[0]?.count ?? 0;
}

type CounterRow = {
  workspace_id: string;
  subject: string;
  meter: HeldAmount['meter'];
  used: string;
  held: string;
  computed_used: string;
  computed_held: string;
};

/** Every counter against the receipts and the open holds that name it; one that is gone counts as zero. */
async function verifyCounters({ sql, workspaceId }: Input, problems: string[]): Promise<number> {
  const rows = await sql<CounterRow[]>`
    with amounts as (
      select h.tenant_id, h.workspace_id, h.status, a.subject, a.meter, a."periodStart" as period_start,
        a.amount, u.metered_tokens,
        case when u.outcome in ('failed', 'interrupted') and u.metered_tokens = 0 then 0 else 1 end as requests
      from holds h
      cross join lateral jsonb_to_recordset(h.amounts)
        as a(subject text, meter text, "periodStart" timestamptz, amount bigint)
      left join token_usage u on u.tenant_id = h.tenant_id and u.workspace_id = h.workspace_id and u.id = h.id
    ), sums as (
      select tenant_id, workspace_id, subject, meter, period_start,
        coalesce(sum(amount) filter (where status = 'held'), 0) as held,
        coalesce(sum(case meter when 'tokens' then metered_tokens else requests end)
          filter (where status = 'settled'), 0) as used
      from amounts group by 1, 2, 3, 4, 5
    )
    select workspace_id, subject, meter,
      coalesce(q.used, 0)::text as used, coalesce(q.held, 0)::text as held,
      coalesce(s.used, 0)::text as computed_used, coalesce(s.held, 0)::text as computed_held
    from quotas q
    full join sums s using (tenant_id, workspace_id, subject, meter, period_start)
    where ${workspaceId}::uuid is null or workspace_id = ${workspaceId}::uuid`;
  for (const row of rows) {
    const name = `counter ${row.subject} ${row.meter} of workspace ${row.workspace_id}`;
    if (row.used !== row.computed_used)
      problems.push(`${name}: used ${row.used}, recomputed ${row.computed_used}`);
    if (row.held !== row.computed_held)
      problems.push(`${name}: held ${row.held}, recomputed ${row.computed_held}`);
  }
  return rows.length;
}

/** Holds against receipts and against their own figures, and turns against both. */
async function verifyHolds({ sql, workspaceId }: Input, problems: string[]): Promise<number> {
  const rows = await sql<{ count: number }[]>`
    select count(*)::int as count from holds
    where ${workspaceId}::uuid is null or workspace_id = ${workspaceId}::uuid`;
  const wrong = await sql<{ problem: string }[]>`
    select 'hold ' || h.id || case h.status
      when 'settled' then ' is settled without a receipt' else ' has a receipt but is not settled' end as problem
    from holds h
    left join token_usage u on u.tenant_id = h.tenant_id and u.workspace_id = h.workspace_id and u.id = h.id
    where (${workspaceId}::uuid is null or h.workspace_id = ${workspaceId}::uuid)
      and (h.status = 'settled') <> (u.id is not null)
    union all
    select 'hold ' || h.id || ' holds ' || a.amount || ' ' || a.meter || ' of ' || a.subject || ', not what it was taken for'
    from holds h
    cross join lateral jsonb_to_recordset(h.amounts) as a(subject text, meter text, amount bigint)
    where (${workspaceId}::uuid is null or h.workspace_id = ${workspaceId}::uuid)
      and a.amount <> case a.meter when 'tokens' then h.input_tokens::bigint + h.max_output_tokens else 1 end
    union all
    select 'turn ' || t.id || case when t.closed_at is null
      then ' runs without a hold' else ' is closed without a receipt' end
    from turns t
    left join holds h on h.tenant_id = t.tenant_id and h.workspace_id = t.workspace_id and h.id = t.id
      and h.status = 'held'
    left join token_usage u on u.tenant_id = t.tenant_id and u.workspace_id = t.workspace_id and u.id = t.id
    where (${workspaceId}::uuid is null or t.workspace_id = ${workspaceId}::uuid)
      and case when t.closed_at is null then h.id is null else u.id is null end`;
  problems.push(...wrong.map(({ problem }) => problem));
  return rows[0]?.count ?? 0;
}
