import { and, eq, sql } from 'drizzle-orm';
import { creditNotes, invoices } from '@geko/db/schema/invoices';
import { creditNoteJournal, reversed } from '@geko/domain/ledger';
import { writeAuditLine, type AuditPlace } from '../audit/write-audit.ts';
import { postJournal } from '../ledger/post-journal.ts';
import { isInvoice, type InvoiceRow } from './invoice-row.ts';

export type CreditNoteRow = typeof creditNotes.$inferSelect;

/** That credit note of that workspace. */
export function isNote({
  tenantId,
  workspaceId,
  id,
}: Pick<CreditNoteRow, 'tenantId' | 'workspaceId' | 'id'>) {
  return and(
    eq(creditNotes.tenantId, tenantId),
    eq(creditNotes.workspaceId, workspaceId),
    eq(creditNotes.id, id),
  );
}

/**
 * A credit note comes about: it takes off the invoice, and the ledger says so. The invoice must be locked. False: it had
 * before. stripeCreditNoteId: null where the invoice is not at Stripe.
 */
export async function issueCreditNote(
  place: AuditPlace,
  { invoice, note }: { invoice: InvoiceRow; note: CreditNoteRow },
  { stripeCreditNoteId }: { stripeCreditNoteId: string | null },
): Promise<boolean> {
  if (note.state !== 'draft') return false;
  const { tx, now, newId } = place;
  const { id, amountCents } = note;
  await tx
    .update(creditNotes)
    .set({ state: 'issued', issuedAt: now, stripeCreditNoteId })
    .where(isNote(note));
  await tx
    .update(invoices)
    .set({ creditedCents: sql`${invoices.creditedCents} + ${amountCents}::bigint` })
    .where(isInvoice(invoice));
  await postJournal(tx, {
    id: newId(),
    kind: 'credit_note',
    operationId: id,
    at: now,
    entries: entriesOf(note),
  });
  await writeAuditLine(place, {
    action: 'invoice.issue_credit',
    objectId: invoice.id,
    after: `${id}:${amountCents}`,
  });
  return true;
}

/** A credit note does not come about, or is taken back: what it took off is owed again. False: it was void before. */
export async function voidCreditNote(
  place: AuditPlace,
  { invoice, note }: { invoice: InvoiceRow; note: CreditNoteRow },
): Promise<boolean> {
  if (note.state === 'void') return false;
  const { tx, now, newId } = place;
  const { id, amountCents } = note;
  await tx.update(creditNotes).set({ state: 'void', voidedAt: now }).where(isNote(note));
  if (note.state === 'issued') {
    await tx
      .update(invoices)
      .set({ creditedCents: sql`${invoices.creditedCents} - ${amountCents}::bigint` })
      .where(isInvoice(invoice));
    await postJournal(tx, {
      id: newId(),
      kind: 'credit_note_void',
      operationId: id,
      at: now,
      entries: reversed(entriesOf(note)),
    });
  }
  await writeAuditLine(place, {
    action: 'invoice.void_credit',
    objectId: invoice.id,
    before: note.state,
    after: `${id}:${amountCents}`,
  });
  return true;
}

function entriesOf({ amountCents, goesTo }: CreditNoteRow) {
  return creditNoteJournal({ amountCents, isPaidBack: goesTo !== 'open_invoice' });
}
