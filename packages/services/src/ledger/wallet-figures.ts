import type postgres from 'postgres';
import type { LedgerInput } from './ledger-check.ts';

/** An account's balance as it stands, and as the entries sum it up. */
export type BalanceRow = {
  tenant_id: string;
  workspace_id: string;
  account: string;
  stored: string;
  computed: string;
};

export function listBalances({
  sql,
  workspaceId,
}: LedgerInput): postgres.PendingQuery<BalanceRow[]> {
  return sql<BalanceRow[]>`
    with computed as (
      select tenant_id, workspace_id, account, sum(amount_nano) as amount from ledger_entries
      where ${workspaceId}::uuid is null or workspace_id = ${workspaceId}::uuid group by 1, 2, 3
    ), stored as (
      select * from ledger_balances where ${workspaceId}::uuid is null or workspace_id = ${workspaceId}::uuid
    )
    select tenant_id, workspace_id, account, coalesce(s.amount_nano, 0)::text as stored,
      coalesce(c.amount, 0)::text as computed
    from stored s full join computed c using (tenant_id, workspace_id, account)`;
}

/** A lot as it stands, and as the ledger and the open holds make it. */
export type LotRow = {
  tenant_id: string;
  workspace_id: string;
  lot_id: string;
  /** null = no such lot. */
  granted: string | null;
  remaining: string;
  taken_back: string;
  held: string;
  computed_granted: string;
  computed_remaining: string;
  computed_taken_back: string;
  computed_held: string;
};

export function listLots({ sql, workspaceId }: LedgerInput): postgres.PendingQuery<LotRow[]> {
  return sql<LotRow[]>`
    with booked as (
      select e.tenant_id, e.workspace_id, e.lot_id as id, -sum(e.amount_nano) as remaining,
        coalesce(-sum(e.amount_nano) filter (where j.kind = 'grant' and j.operation_id = e.lot_id), 0) as granted,
        coalesce(sum(e.amount_nano) filter (where j.kind in ('refund', 'refund_failed', 'dispute', 'dispute_won')), 0)
          as taken_back
      from ledger_entries e join ledger_journals j
        on j.tenant_id = e.tenant_id and j.workspace_id = e.workspace_id and j.id = e.journal_id
      where e.account = 'wallet' and (${workspaceId}::uuid is null or e.workspace_id = ${workspaceId}::uuid)
      group by 1, 2, 3
    ), held as (
      select h.tenant_id, h.workspace_id, l."lotId" as id, sum(l."amountNano") as amount
      from holds h cross join lateral jsonb_to_recordset(h.lots) as l("lotId" uuid, "amountNano" bigint)
      where h.status = 'held' and (${workspaceId}::uuid is null or h.workspace_id = ${workspaceId}::uuid)
      group by 1, 2, 3
    ), stored as (
      select * from credit_lots where ${workspaceId}::uuid is null or workspace_id = ${workspaceId}::uuid
    )
    select tenant_id, workspace_id, id as lot_id, s.granted_nano::text as granted,
      coalesce(s.remaining_nano, 0)::text as remaining, coalesce(s.taken_back_nano, 0)::text as taken_back,
      coalesce(s.held_nano, 0)::text as held,
      coalesce(b.granted, 0)::text as computed_granted, coalesce(b.remaining, 0)::text as computed_remaining,
      coalesce(b.taken_back, 0)::text as computed_taken_back, coalesce(h.amount, 0)::text as computed_held
    from stored s
    full join booked b using (tenant_id, workspace_id, id)
    full join held h using (tenant_id, workspace_id, id)`;
}
