import {
  creditNoteJournal,
  invoiceJournal,
  invoicePaidJournal,
  invoiceVoidJournal,
  type LedgerEntry,
  reversed,
} from '@geko/domain/ledger';
import {
  canonical,
  disagreements,
  type Found,
  type LedgerInput,
  problemsOf,
} from './ledger-check.ts';
import { type StoredEntry, storedEntries } from './resettle.ts';
import { verifyPlanInvoices } from './verify-plan-invoices.ts';

type InvoiceRow = {
  number: string;
  state: string;
  total_nano: string;
  total_cents: string;
  credited_cents: string;
  balance_cents: string;
  lines_nano: string;
  taken_nano: string;
  /** What issued credit notes left off before it was paid or void, in cents. */
  off_cents: string;
  issued_cents: string;
  made: StoredEntry[] | null;
  paid: StoredEntry[] | null;
  void: StoredEntry[] | null;
};

type NoteRow = {
  number: string;
  state: string;
  amount_cents: string;
  goes_to: string;
  issued: StoredEntry[] | null;
  undone: StoredEntry[] | null;
};

/**
 * Every invoice: that its lines and the journals that it took are its sum, and that what was posted of it and of its credit
 * notes is what their states say; and the same of plans' invoices.
 */
export async function verifyInvoices({ sql, workspaceId }: LedgerInput): Promise<Found> {
  const plans = await verifyPlanInvoices({ sql, workspaceId });
  const entriesOf = (kind: string, id: string) => sql`(
    select jsonb_agg(jsonb_build_object('account', e.account, 'lotId', e.lot_id, 'amount', e.amount_nano::text)
      order by e.line)
    from ledger_journals j join ledger_entries e
      on e.tenant_id = j.tenant_id and e.workspace_id = j.workspace_id and e.journal_id = j.id
    where j.tenant_id = i.tenant_id and j.workspace_id = i.workspace_id and j.kind = ${kind}
      and j.operation_id = ${sql(id)})`;
  const here = sql`n.tenant_id = i.tenant_id and n.workspace_id = i.workspace_id and n.invoice_id = i.id`;
  const invoices = await sql<InvoiceRow[]>`
    select i.number, i.state, i.total_nano, i.total_cents, i.credited_cents, i.balance_cents,
      coalesce((select sum(n.amount_nano) from invoice_lines n where ${here}), 0)::text as lines_nano,
      coalesce((select sum(e.amount_nano) from invoiced_journals n join ledger_entries e
          on e.tenant_id = n.tenant_id and e.workspace_id = n.workspace_id and e.journal_id = n.journal_id
        where ${here} and e.account = 'receivable'), 0)::text as taken_nano,
      coalesce((select sum(n.amount_cents) from credit_notes n
        where ${here} and n.state = 'issued' and n.goes_to = 'open_invoice'), 0)::text as off_cents,
      coalesce((select sum(n.amount_cents) from credit_notes n
        where ${here} and n.state = 'issued'), 0)::text as issued_cents,
      ${entriesOf('invoice', 'i.id')} as made, ${entriesOf('invoice_paid', 'i.id')} as paid,
      ${entriesOf('invoice_void', 'i.id')} as void
    from invoices i where ${workspaceId}::uuid is null or i.workspace_id = ${workspaceId}::uuid`;
  const notes = await sql<NoteRow[]>`
    select i.number, i.state, i.amount_cents, i.goes_to, ${entriesOf('credit_note', 'i.id')} as issued,
      ${entriesOf('credit_note_void', 'i.id')} as undone
    from credit_notes i where ${workspaceId}::uuid is null or i.workspace_id = ${workspaceId}::uuid`;
  return {
    count: invoices.length + notes.length + plans.count,
    problems: [
      ...invoices.flatMap((row) => problemsOf(`invoice ${row.number}`, () => invoiceProblems(row))),
      ...notes.flatMap((row) => problemsOf(`credit note ${row.number}`, () => noteProblems(row))),
      ...plans.problems,
    ],
  };
}

const posted = (entries: StoredEntry[] | null) => canonical(entries ?? []);
const asStored = (entries: readonly LedgerEntry[]) => canonical(storedEntries(entries));

function invoiceProblems(row: InvoiceRow): string[] {
  const [totalNano, totalCents] = [BigInt(row.total_nano), BigInt(row.total_cents)];
  const amountCents = totalCents - BigInt(row.off_cents);
  const balanceCents = BigInt(row.balance_cents);
  const isEnd = (state: string) => row.state === state;
  return disagreements(`invoice ${row.number}`, [
    ['sum', row.total_nano, row.lines_nano],
    ['sum', row.total_nano, row.taken_nano],
    ['credited', row.credited_cents, row.issued_cents],
    ['rounding', posted(row.made), asStored(invoiceJournal({ totalNano, totalCents }))],
    [
      'payment',
      posted(row.paid),
      asStored(isEnd('paid') ? invoicePaidJournal({ amountCents, balanceCents }) : []),
    ],
    ['void', posted(row.void), asStored(isEnd('void') ? invoiceVoidJournal({ amountCents }) : [])],
  ]);
}

function noteProblems(row: NoteRow): string[] {
  const amountCents = BigInt(row.amount_cents);
  const entries = creditNoteJournal({ amountCents, isPaidBack: row.goes_to !== 'open_invoice' });
  const wasIssued = row.state === 'issued' || row.undone !== null;
  return disagreements(`credit note ${row.number}`, [
    ['credit', posted(row.issued), asStored(wasIssued ? entries : [])],
    [
      'undone credit',
      posted(row.undone),
      asStored(row.state === 'void' && row.issued !== null ? reversed(entries) : []),
    ],
  ]);
}
