import { disagreements, type Found, type LedgerInput } from './ledger-check.ts';
import { type BalanceRow, listBalances, listLots } from './wallet-figures.ts';

/** "balance of wallet in workspace …". */
export function nameBalance({ account, workspace_id: workspace }: BalanceRow): string {
  return `balance of ${account} in workspace ${workspace}`;
}

/** Balances, lots, and the wallet's balance after each journal, against the ledger's entries and the open holds. */
export async function verifyWallet(input: LedgerInput): Promise<Found> {
  const balances = await listBalances(input);
  const lots = await listLots(input);
  return {
    count: lots.length,
    problems: [
      ...balances.flatMap((row) =>
        disagreements(nameBalance(row), [['amount', row.stored, row.computed]]),
      ),
      ...lots.flatMap((row) =>
        disagreements(`lot ${row.lot_id}`, [
          ['granted', row.granted ?? 'nothing', row.computed_granted],
          ['remaining', row.remaining, row.computed_remaining],
          ['taken back', row.taken_back, row.computed_taken_back],
          ['held', row.held, row.computed_held],
        ]),
      ),
      ...(await walletSteps(input)),
    ],
  };
}

/**
 * Every journal says what the wallet held after it, but not which came next. In any order each begins where another
 * ended: so every balance occurs as often before a journal as after one, apart from nothing at the start and today's.
 */
async function walletSteps({ sql, workspaceId }: LedgerInput): Promise<string[]> {
  const rows = await sql<{ workspace: string; nano: string; times: number }[]>`
    with steps as (
      select j.workspace_id, j.wallet_after_nano as after, sum(e.amount_nano) as taken
      from ledger_journals j join ledger_entries e
        on e.tenant_id = j.tenant_id and e.workspace_id = j.workspace_id and e.journal_id = j.id
      where e.account = 'wallet' and j.wallet_after_nano is not null
        and (${workspaceId}::uuid is null or j.workspace_id = ${workspaceId}::uuid)
      group by j.tenant_id, j.workspace_id, j.id, j.wallet_after_nano
    ), seen as (
      select workspace_id, after as nano, 1 as times from steps
      union all select workspace_id, after + taken, -1 from steps
      union all select workspace_id, 0, 1 from steps group by 1
      union all select workspace_id, -sum(taken), -1 from steps group by 1
    )
    select workspace_id as workspace, nano::text as nano, sum(times)::int as times from seen
    group by 1, 2 having sum(times) <> 0`;
  return rows.map(
    ({ workspace, nano, times }) =>
      `wallet of workspace ${workspace}: ${nano} nano-USD ${times > 0 ? 'after a journal is the balance before none' : 'before a journal is the balance after none'}`,
  );
}
