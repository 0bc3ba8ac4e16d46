import {
  invoiceMoneyBackJournal,
  invoiceMoneyBackJournals,
  moneyBackTable,
} from '@geko/domain/money-back';
import type { MoneyBackKind, MoneyBackState } from '@geko/contracts/money-back';
import { topUpBalanceJournal } from '@geko/domain/ledger';
import { planPaidJournal } from '@geko/domain/plan-invoice';
import {
  canonical,
  disagreements,
  type Found,
  type LedgerInput,
  problemsOf,
} from './ledger-check.ts';
import { type StoredEntry, storedEntries } from './resettle.ts';

type PlanRow = {
  number: string;
  state: string;
  subtotal_cents: string;
  tax_cents: string;
  credited_cents: string;
  paid_cents: string;
  balance_cents: string;
  paid: StoredEntry[] | null;
};

type BackRow = {
  id: string;
  kind: MoneyBackKind;
  state: MoneyBackState;
  taken_nano: string;
  taking: StoredEntry[] | null;
  returning: StoredEntry[] | null;
};

type BalanceRow = { id: string; balance_cents: number; posted: StoredEntry[] | null };

/**
 * Every plan's invoice: that what was posted of it is what its amounts say; and every refund and dispute of any invoice: that
 * its money is gone where its state says so, and posted; and what a balance has paid of credit.
 */
export async function verifyPlanInvoices({ sql, workspaceId }: LedgerInput): Promise<Found> {
  const entriesOf = (kinds: readonly string[]) => sql`(
    select jsonb_agg(jsonb_build_object('account', e.account, 'lotId', e.lot_id, 'amount', e.amount_nano::text)
      order by e.line)
    from ledger_journals j join ledger_entries e
      on e.tenant_id = j.tenant_id and e.workspace_id = j.workspace_id and e.journal_id = j.id
    where j.tenant_id = i.tenant_id and j.workspace_id = i.workspace_id and j.kind in ${sql(kinds)}
      and j.operation_id = i.id)`;
  const plans = await sql<PlanRow[]>`
    select i.number, i.state, i.subtotal_cents, i.tax_cents, i.credited_cents, i.paid_cents, i.balance_cents,
      ${entriesOf(['plan_paid'])} as paid
    from plan_invoices i where ${workspaceId}::uuid is null or i.workspace_id = ${workspaceId}::uuid`;
  const { refund, dispute } = invoiceMoneyBackJournals;
  const backs = await sql<BackRow[]>`
    select i.id, i.kind, i.state, i.taken_nano, ${entriesOf([refund.taking, dispute.taking])} as taking,
      ${entriesOf([refund.returning, dispute.returning])} as returning
    from money_backs i
    where i.payment_id is null and (${workspaceId}::uuid is null or i.workspace_id = ${workspaceId}::uuid)`;
  const balances = await sql<BalanceRow[]>`
    select i.id, i.balance_cents, ${entriesOf(['top_up_balance'])} as posted
    from payments i where i.balance_cents <> 0 and (${workspaceId}::uuid is null or i.workspace_id = ${workspaceId}::uuid)`;
  return {
    count: plans.length + backs.length,
    problems: [
      ...plans.flatMap((row) => problemsOf(`plan invoice ${row.number}`, () => planProblems(row))),
      ...backs.flatMap((row) => problemsOf(`${row.kind} ${row.id}`, () => backProblems(row))),
      ...balances.flatMap(({ id, balance_cents: cents, posted: entries }) =>
        disagreements(`payment ${id}`, [
          [
            'balance',
            posted(entries),
            canonical(storedEntries(topUpBalanceJournal({ balanceCents: BigInt(cents) }))),
          ],
        ]),
      ),
    ],
  };
}

const posted = (entries: StoredEntry[] | null) => canonical(entries ?? []);

function planProblems(row: PlanRow): string[] {
  const isPaid = row.state === 'paid';
  const amounts = {
    subtotalCents: BigInt(row.subtotal_cents),
    taxCents: BigInt(row.tax_cents),
    creditedCents: BigInt(row.credited_cents),
    paidCents: BigInt(row.paid_cents),
    balanceCents: BigInt(row.balance_cents),
  };
  const expected = isPaid ? planPaidJournal(amounts) : [];
  return disagreements(`plan invoice ${row.number}`, [
    ['payment', posted(row.paid), canonical(storedEntries(expected))],
  ]);
}

function backProblems({
  id,
  kind,
  state,
  taken_nano: taken,
  taking,
  returning,
}: BackRow): string[] {
  const name = `${kind} ${id}`;
  const wasTaken = BigInt(taking?.find(({ account }) => account === 'credited')?.amount ?? '0');
  const { isGone } = moneyBackTable[state];
  const back = { amountNano: wasTaken, isReturning: true };
  return disagreements(name, [
    ['taken', taken, isGone ? wasTaken.toString() : '0'],
    [
      'return',
      posted(returning),
      canonical(storedEntries(isGone || wasTaken === 0n ? [] : invoiceMoneyBackJournal(back))),
    ],
  ]);
}
