import { sql } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import type { invoiceLines } from '@geko/db/schema/invoices';
import type { Period } from '@geko/domain/periods';

/** A line of an invoice that is being made. */
export type NewLine = Omit<
  typeof invoiceLines.$inferInsert,
  'tenantId' | 'workspaceId' | 'invoiceId' | 'line'
>;

type Row = {
  model_id: string;
  model_name: string;
  is_earlier: boolean;
  amount_nano: string | bigint;
} & Record<
  | 'calls'
  | 'input_tokens'
  | 'cached_input_tokens'
  | 'cache_write_tokens'
  | 'output_tokens'
  | 'reasoning_tokens'
  | 'images'
  | 'characters'
  | 'seconds',
  string | bigint
>;

/**
 * Takes every journal of postpaid calls that is dated before the end of a month and on no invoice yet, for good, and says
 * what they come to by model: the month's own, and what is earlier. A correction counts by its own date, with the
 * difference that it made. The transaction must be in the workspace.
 */
export async function takeJournals(
  tx: Tx,
  {
    tenantId,
    workspaceId,
    invoiceId,
    month,
  }: { tenantId: string; workspaceId: string; invoiceId: string; month: Period },
): Promise<NewLine[]> {
  const [startAt, endAt] = [month.startAt.toISOString(), month.endAt.toISOString()];
  // By one reading of each table: on tables that were never analyzed Postgres looked each call up by the wrong index, which has
  // every call of the workspace.
  await tx.execute(sql`set local enable_nestloop = off`);
  const { rows } = await tx.execute<Row>(sql`
    with taken as (
      insert into invoiced_journals (tenant_id, workspace_id, journal_id, invoice_id)
      select j.tenant_id, j.workspace_id, j.id, ${invoiceId}::uuid from ledger_journals j
      where j.tenant_id = ${tenantId}::uuid and j.workspace_id = ${workspaceId}::uuid
        and j.kind in ('usage', 'correction') and 'receivable' = any(j.accounts)
        and j.created_at < ${endAt}::timestamptz
        and not exists (select from invoiced_journals c where c.tenant_id = j.tenant_id
          and c.workspace_id = j.workspace_id and c.journal_id = j.id)
      returning journal_id
    ), booked as (
      select j.operation_id, j.kind, j.created_at < ${startAt}::timestamptz as is_earlier,
        (select sum(e.amount) from unnest(j.accounts, j.amounts_nano) as e(account, amount)
          where e.account = 'receivable') as amount
      from taken t join ledger_journals j
        on j.tenant_id = ${tenantId}::uuid and j.workspace_id = ${workspaceId}::uuid and j.id = t.journal_id
    ), calls as (
      select u.model_id, b.is_earlier, b.amount, 1 as calls, u.input_tokens, u.cached_input_tokens, u.cache_write_tokens,
        u.output_tokens, u.reasoning_tokens, u.images, u.characters, u.seconds
      from booked b join token_usage u on b.kind = 'usage' and u.id = b.operation_id
        and u.tenant_id = ${tenantId}::uuid and u.workspace_id = ${workspaceId}::uuid
      union all
      select u.model_id, b.is_earlier, b.amount, 0, k.input_tokens - coalesce(p.input_tokens, u.input_tokens),
        k.cached_input_tokens - coalesce(p.cached_input_tokens, u.cached_input_tokens),
        k.cache_write_tokens - coalesce(p.cache_write_tokens, u.cache_write_tokens),
        k.output_tokens - coalesce(p.output_tokens, u.output_tokens),
        k.reasoning_tokens - coalesce(p.reasoning_tokens, u.reasoning_tokens), k.images - coalesce(p.images, u.images),
        k.characters - coalesce(p.characters, u.characters), k.seconds - coalesce(p.seconds, u.seconds)
      from booked b join usage_corrections k on b.kind = 'correction' and k.id = b.operation_id
          and k.tenant_id = ${tenantId}::uuid and k.workspace_id = ${workspaceId}::uuid
        join token_usage u on u.tenant_id = k.tenant_id and u.workspace_id = k.workspace_id and u.id = k.usage_id
        left join usage_corrections p on p.tenant_id = k.tenant_id and p.workspace_id = k.workspace_id
          and p.usage_id = k.usage_id and p.seq = k.seq - 1
    )
    select c.model_id, coalesce(m.name, c.model_id) as model_name, c.is_earlier, sum(c.amount)::bigint as amount_nano,
      sum(c.calls)::bigint as calls, sum(c.input_tokens)::bigint as input_tokens,
      sum(c.cached_input_tokens)::bigint as cached_input_tokens, sum(c.cache_write_tokens)::bigint as cache_write_tokens,
      sum(c.output_tokens)::bigint as output_tokens, sum(c.reasoning_tokens)::bigint as reasoning_tokens,
      sum(c.images)::bigint as images, sum(c.characters)::bigint as characters, sum(c.seconds)::bigint as seconds
    from calls c left join model_catalog m on m.id = c.model_id
    group by 1, 2, 3 order by c.is_earlier, sum(c.amount) desc, c.model_id`);
  await tx.execute(sql`set local enable_nestloop to default`);
  return rows.map((row) => ({
    modelId: row.model_id,
    modelName: row.model_name,
    isEarlier: row.is_earlier,
    calls: BigInt(row.calls),
    inputTokens: BigInt(row.input_tokens),
    cachedInputTokens: BigInt(row.cached_input_tokens),
    cacheWriteTokens: BigInt(row.cache_write_tokens),
    outputTokens: BigInt(row.output_tokens),
    reasoningTokens: BigInt(row.reasoning_tokens),
    images: BigInt(row.images),
    characters: BigInt(row.characters),
    seconds: BigInt(row.seconds),
    amountNano: BigInt(row.amount_nano),
  }));
}
