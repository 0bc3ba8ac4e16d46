import type { LotKind } from '@geko/contracts/wallet';
import type { JournalKind } from '@geko/contracts/journal-kinds';
import { expiryJournal, grantJournal, type LedgerEntry } from '@geko/domain/ledger';
import { invoiceMoneyBackJournal, moneyBackJournal } from '@geko/domain/money-back';
import {
  canonical,
  disagreements,
  type Found,
  type LedgerInput,
  problemsOf,
  ROWS_AT_ONCE,
} from './ledger-check.ts';
import { type StoredEntry, storedEntries } from './resettle.ts';

type JournalRow = {
  id: string;
  kind: JournalKind;
  operation_id: string;
  created_at: Date;
  wallet_after: string | null;
  entries: StoredEntry[];
  sum: string;
  /** Whether what it is about is there. */
  has_operation: boolean;
  /** Of a grant. */
  lot: { kind: LotKind; granted: string; created_at: string } | null;
};

/**
 * Every journal: that it sums to zero, is about something, and says what the wallet held after it where it touches it;
 * grants and expiries against the pure rules. Those of calls are checked with their receipts, those of invoices with these.
 */
export async function verifyJournals({ sql, workspaceId }: LedgerInput): Promise<Found> {
  const found: Found = { count: 0, problems: [] };
  const rows = sql<JournalRow[]>`
    select j.id, j.kind, j.operation_id, j.created_at, j.wallet_after_nano::text as wallet_after,
      coalesce(e.entries, '[]') as entries, coalesce(e.sum, 0)::text as sum,
      case j.kind
        when 'usage' then exists (select 1 from token_usage u
          where u.tenant_id = j.tenant_id and u.workspace_id = j.workspace_id and u.id = j.operation_id)
        when 'correction' then exists (select 1 from usage_corrections c
          where c.tenant_id = j.tenant_id and c.workspace_id = j.workspace_id and c.id = j.operation_id)
        when 'grant' then l.id is not null
        when 'expiry' then true
        else exists (select 1 from money_backs b
            where b.tenant_id = j.tenant_id and b.workspace_id = j.workspace_id and b.id = j.operation_id
              and b.kind = split_part(j.kind, '_', 1))
          or (j.kind like 'invoice%' and exists (select 1 from invoices i
            where i.tenant_id = j.tenant_id and i.workspace_id = j.workspace_id and i.id = j.operation_id))
          or (j.kind = 'plan_paid' and exists (select 1 from plan_invoices p
            where p.tenant_id = j.tenant_id and p.workspace_id = j.workspace_id and p.id = j.operation_id))
          or (j.kind = 'top_up_balance' and exists (select 1 from payments p
            where p.tenant_id = j.tenant_id and p.workspace_id = j.workspace_id and p.id = j.operation_id))
          or (j.kind like 'credit_note%' and exists (select 1 from credit_notes n
            where n.tenant_id = j.tenant_id and n.workspace_id = j.workspace_id and n.id = j.operation_id))
        end as has_operation,
      case when l.id is not null then
        jsonb_build_object('kind', l.kind, 'granted', l.granted_nano::text, 'created_at', l.created_at) end as lot
    from ledger_journals j
    left join lateral (
      select jsonb_agg(jsonb_build_object('account', e.account, 'lotId', e.lot_id, 'amount', e.amount_nano::text)
          order by e.line) as entries, sum(e.amount_nano) as sum
      from ledger_entries e
      where e.tenant_id = j.tenant_id and e.workspace_id = j.workspace_id and e.journal_id = j.id) e on true
    left join credit_lots l on j.kind = 'grant' and l.tenant_id = j.tenant_id and l.workspace_id = j.workspace_id
      and l.id = j.operation_id
    where ${workspaceId}::uuid is null or j.workspace_id = ${workspaceId}::uuid`;
  for await (const batch of rows.cursor(ROWS_AT_ONCE)) {
    found.count += batch.length;
    for (const row of batch) {
      found.problems.push(...problemsOf(`journal ${row.id}`, () => journalProblems(row)));
    }
  }
  return found;
}

const nothing: Record<JournalKind, string> = {
  usage: 'has no receipt',
  correction: 'has no correction',
  grant: 'has no lot',
  expiry: 'has no lot',
  invoice: 'has no invoice',
  invoice_paid: 'has no invoice',
  invoice_void: 'has no invoice',
  credit_note: 'has no credit note',
  credit_note_void: 'has no credit note',
  refund: 'has no refund',
  refund_failed: 'has no refund',
  dispute: 'has no dispute',
  dispute_won: 'has no dispute',
  plan_paid: 'has no invoice',
  top_up_balance: 'has no payment',
  refund_of_invoice: 'has no refund',
  refund_of_invoice_failed: 'has no refund',
  dispute_of_invoice: 'has no dispute',
  dispute_of_invoice_won: 'has no dispute',
};

function journalProblems(row: JournalRow): string[] {
  const name = `journal ${row.id}`;
  const { entries } = row;
  const problems: string[] = [];
  if (entries.length === 0) problems.push(`${name} has no entries`);
  if (row.sum !== '0') problems.push(`${name} does not sum to zero`);
  if (!(row.kind in nothing)) problems.push(`${name} is of no kind`);
  if (!row.has_operation) problems.push(`${name} ${nothing[row.kind]}`);
  if (entries.some(({ account, lotId }) => (account === 'wallet') !== (lotId !== null))) {
    problems.push(`${name} has an entry of the wallet without a lot, or a lot without the wallet`);
  }
  const touchesWallet = entries.some(({ account }) => account === 'wallet');
  if (touchesWallet !== (row.wallet_after !== null)) {
    problems.push(`${name} does not say what the wallet holds after it, or says it for nothing`);
  }
  return [...problems, ...ruleProblems(name, row, entries)];
}

function ruleProblems(name: string, row: JournalRow, entries: StoredEntry[]): string[] {
  switch (row.kind) {
    case 'usage':
    case 'correction':
    case 'invoice':
    case 'invoice_paid':
    case 'invoice_void':
    case 'credit_note':
    case 'credit_note_void':
    case 'plan_paid':
    case 'top_up_balance':
      return [];
    case 'refund_of_invoice':
    case 'refund_of_invoice_failed':
    case 'dispute_of_invoice':
    case 'dispute_of_invoice_won': {
      const [{ amount } = { amount: '0' }] = entries;
      const isReturning = /_(?:failed|won)$/u.test(row.kind);
      const amountNano = isReturning ? -BigInt(amount) : BigInt(amount);
      if (amountNano <= 0n) return [`${name} takes nothing back`];
      const computed = storedEntries(invoiceMoneyBackJournal({ amountNano, isReturning }));
      return disagreements(name, [['money back', canonical(entries), canonical(computed)]]);
    }
    case 'grant': {
      if (row.lot === null) return [];
      const { kind, granted, created_at: grantedAt } = row.lot;
      const lot = { lotId: row.operation_id, kind, amountNano: BigInt(granted) };
      return disagreements(name, [
        ['grant', canonical(entries), canonical(storedEntries(grantOf(lot, entries)))],
        ['booked at', row.created_at.getTime(), Date.parse(grantedAt)],
      ]);
    }
    case 'expiry': {
      const [{ lotId, amount } = { lotId: null, amount: '0' }] = entries;
      if (lotId === null || BigInt(amount) <= 0n) return [`${name} expires nothing of a lot`];
      const computed = storedEntries(expiryJournal({ lotId, amountNano: BigInt(amount) }));
      return disagreements(name, [['expiry', canonical(entries), canonical(computed)]]);
    }
    default: {
      const [{ lotId, amount } = { lotId: null, amount: '0' }] = entries;
      const isReturning = row.kind === 'refund_failed' || row.kind === 'dispute_won';
      const amountNano = isReturning ? -BigInt(amount) : BigInt(amount);
      if (lotId === null || amountNano <= 0n) return [`${name} takes nothing back`];
      const computed = storedEntries(moneyBackJournal({ lotId, amountNano, isReturning }));
      return disagreements(name, [['money back', canonical(entries), canonical(computed)]]);
    }
  }
}

/** Of a plan's credit where no invoice of plans is in the books: the grant tells what was paid. */
function grantOf(
  lot: { lotId: string; kind: LotKind; amountNano: bigint },
  entries: StoredEntry[],
): LedgerEntry[] {
  const isAlone = lot.kind === 'subscription' && entries[0]?.account === 'payments';
  return grantJournal(isAlone ? { ...lot, kind: 'purchased' } : lot);
}
