import type { LedgerInput } from './ledger-check.ts';
import type { Rebuilt } from './rebuilt.ts';
import { nameBalance } from './verify-wallet.ts';
import { listBalances, listLots } from './wallet-figures.ts';

/** What is left of each lot, and what running calls hold of it. A lot that is gone cannot be made again. */
export async function rebuildLots(input: LedgerInput): Promise<Rebuilt[]> {
  const { sql } = input;
  const changed: Rebuilt[] = [];
  for (const row of await listLots(input)) {
    if (row.granted === null) continue;
    const wrong = [
      {
        what: `lot ${row.lot_id}: remaining`,
        before: row.remaining,
        after: row.computed_remaining,
      },
      {
        what: `lot ${row.lot_id}: taken back`,
        before: row.taken_back,
        after: row.computed_taken_back,
      },
      { what: `lot ${row.lot_id}: held`, before: row.held, after: row.computed_held },
    ].filter(({ before, after }) => before !== after);
    if (wrong.length === 0) continue;
    changed.push(...wrong);
    await sql`update credit_lots set remaining_nano = ${row.computed_remaining}, held_nano = ${row.computed_held},
        taken_back_nano = ${row.computed_taken_back}
      where tenant_id = ${row.tenant_id}::uuid and workspace_id = ${row.workspace_id}::uuid and id = ${row.lot_id}::uuid`;
  }
  return changed;
}

/** The balance of each account, as the ledger's entries sum it up. */
export async function rebuildBalances(input: LedgerInput): Promise<Rebuilt[]> {
  const { sql } = input;
  const changed: Rebuilt[] = [];
  for (const row of await listBalances(input)) {
    if (row.stored === row.computed) continue;
    changed.push({ what: nameBalance(row), before: row.stored, after: row.computed });
    await sql`insert into ledger_balances (tenant_id, workspace_id, account, amount_nano)
      values (${row.tenant_id}, ${row.workspace_id}, ${row.account}, ${row.computed})
      on conflict (tenant_id, workspace_id, account) do update set amount_nano = excluded.amount_nano`;
  }
  return changed;
}
