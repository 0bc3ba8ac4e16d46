import { randomUUID } from 'node:crypto';
import type postgres from 'postgres';
import type { TokenUsage } from '@geko/contracts/meters';
import type { Receipt } from '@geko/contracts/receipt';
import { correctUsage } from '@geko/services/usage/correct-usage';
import type { TestHouse } from './test-house.ts';
import { readStream, type TestPerson } from './test-person.ts';

/** Sends a message in a conversation of its own and returns the receipt at the end of its answer. */
export async function ask(person: TestPerson, modelId: string, script: string): Promise<Receipt> {
  const response = await person.post('/api/chat', {
    workspaceId: person.workspaceId,
    conversationId: randomUUID(),
    modelId,
    message: { id: randomUUID(), text: `Hello [[fake: ${script}]]` },
  });
  const { chunks } = await readStream(response);
  const receipt = chunks.find(({ type }) => type === 'data-receipt')?.data as Receipt | undefined;
  if (!receipt) throw new Error(`no receipt: ${response.status} ${JSON.stringify(chunks)}`);
  return receipt;
}

/** The provider's word on a call that was settled on an estimate arrives. */
export async function correct(
  house: TestHouse,
  person: TestPerson,
  turnId: string,
  counts: Partial<TokenUsage> & { outputTokens: number | null },
): Promise<Receipt | null> {
  const { workspaceId, userId } = person;
  const { rows } = await house.database.pool.query<{ tenant: string }>(
    'select system.tenant_of($1) as tenant',
    [workspaceId],
  );
  const usage = {
    inputTokens: 5,
    cachedInputTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
    ...counts,
  };
  return correctUsage(
    house.server,
    { tenantId: rows[0]?.tenant ?? '', workspaceId, turnId, userId },
    { usage, rawUsage: asOpenAi(usage) },
  );
}

/** The same in OpenAI's words, whose prompt holds the cached tokens and whose completion the reasoning. */
function asOpenAi(usage: TokenUsage) {
  const { inputTokens, outputTokens, cachedInputTokens, reasoningTokens } = usage;
  return {
    prompt_tokens: inputTokens === null ? null : inputTokens + (cachedInputTokens ?? 0),
    completion_tokens: outputTokens === null ? null : outputTokens + (reasoningTokens ?? 0),
    prompt_tokens_details: { cached_tokens: cachedInputTokens },
    completion_tokens_details: { reasoning_tokens: reasoningTokens },
  };
}

/** What does not agree: daily sums with receipts and corrections, journals with zero, balances with entries. */
export async function disagreements(sql: postgres.Sql, workspaceId: string): Promise<string[]> {
  const rows = await sql<{ what: string }[]>`
    with now as (
      select w.time_zone, u.user_id, u.model_id, u.funding, u.created_at, f.*
      from token_usage u
      join workspaces w on w.tenant_id = u.tenant_id and w.id = u.workspace_id
      cross join lateral (
        select * from (
          select seq, input_tokens, cached_input_tokens, cache_write_tokens, output_tokens, reasoning_tokens,
            cost_nano, charge_nano, absorbed_nano
          from usage_corrections c where c.workspace_id = u.workspace_id and c.usage_id = u.id
          union all
          select 0, u.input_tokens, u.cached_input_tokens, u.cache_write_tokens, u.output_tokens, u.reasoning_tokens,
            u.cost_nano, u.charge_nano, u.absorbed_nano) v
        order by seq desc limit 1) f
      where u.workspace_id = ${workspaceId}
    ), sums as (
      select (created_at at time zone time_zone)::date as day, user_id, model_id, funding, count(*) as requests,
        sum(input_tokens) as input_tokens, sum(cached_input_tokens) as cached_input_tokens,
        sum(cache_write_tokens) as cache_write_tokens, sum(output_tokens) as output_tokens,
        sum(reasoning_tokens) as reasoning_tokens, sum(cost_nano) as cost_nano, sum(charge_nano) as charge_nano,
        sum(absorbed_nano) as absorbed_nano
      from now group by 1, 2, 3, 4
    ), days as (
      select day, user_id, model_id, funding, requests, input_tokens, cached_input_tokens, cache_write_tokens,
        output_tokens, reasoning_tokens, cost_nano, charge_nano, absorbed_nano
      from usage_daily where workspace_id = ${workspaceId}
    )
    select 'day ' || to_jsonb(d)::text as what from (
      (select * from sums except select * from days) union all (select * from days except select * from sums)) d
    union all
    select 'journal ' || e.journal_id from ledger_entries e where e.workspace_id = ${workspaceId}
      group by e.journal_id having sum(e.amount_nano) <> 0
    union all
    select 'balance ' || account from ledger_balances b
      full join (select account, sum(amount_nano) as booked from ledger_entries where workspace_id = ${workspaceId}
        group by 1) e using (account)
      where (b.workspace_id = ${workspaceId} or b.workspace_id is null)
        and coalesce(b.amount_nano, 0) <> coalesce(e.booked, 0)
    union all
    select 'lot ' || l.id from credit_lots l
      where l.workspace_id = ${workspaceId} and (l.held_nano <> 0 or l.remaining_nano <> (
        select -sum(e.amount_nano) from ledger_entries e
        where e.workspace_id = ${workspaceId} and e.account = 'wallet' and e.lot_id = l.id))
    union all
    select 'revenue' from (
      select coalesce((select -sum(amount_nano) from ledger_entries
          where workspace_id = ${workspaceId} and account = 'revenue'), 0) as booked,
        coalesce((select sum(charge_nano) from now), 0) as charged,
        coalesce((select -sum(amount_nano) from ledger_entries
          where workspace_id = ${workspaceId} and account = 'provider_payable'), 0) as payable,
        coalesce((select sum(cost_nano) from now), 0) as cost) r
      where booked <> charged or payable <> cost`;
  return rows.map(({ what }) => what);
}
