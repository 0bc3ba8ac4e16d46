import type { InvoiceState } from '@geko/contracts/invoices';
import { invoices } from '@geko/db/schema/invoices';
import { mayBecome } from '@geko/domain/invoice';
import { invoicePaidJournal, invoiceVoidJournal } from '@geko/domain/ledger';
import { writeAuditLine, type AuditPlace } from '../audit/write-audit.ts';
import { applyPlan } from '../billing/apply-plan.ts';
import { postJournal } from '../ledger/post-journal.ts';
import { isInvoice, type InvoiceRow } from './invoice-row.ts';
import { tellOfInvoice } from './tell-of-invoice.ts';

type NewState = Exclude<InvoiceState, 'draft'>;

const actions = {
  open: 'invoice.send',
  failed: 'invoice.fail',
  paid: 'invoice.pay',
  void: 'invoice.void',
} as const;

const notices = { open: 'invoice_open', failed: 'invoice_failed', paid: 'invoice_paid' } as const;

/**
 * Moves a locked invoice forward, with all that follows of it: what is paid or no longer owed in the ledger, the news, the
 * line on the record. False, and nothing changed, where it would not be forward. offCents: what credit notes left off of what
 * was to be paid, also those that are not heard of yet. paidBy: the operator who says that it is paid.
 */
export async function moveInvoice(
  place: AuditPlace,
  row: InvoiceRow,
  {
    to,
    at,
    offCents,
    paidBy = null,
  }: { to: NewState; at: Date; offCents: bigint; paidBy?: string | null },
): Promise<boolean> {
  if (!mayBecome(row.state, to)) return false;
  const { tx, now, newId } = place;
  const { id, number, month, totalCents } = row;
  await tx
    .update(invoices)
    .set({
      state: to,
      openedAt: row.openedAt ?? now,
      problem: null,
      // What is at Stripe from now on is charged as soon as the job comes by.
      ...(row.state === 'draft' && { chargeAt: now }),
      ...(to === 'failed' && { failedAt: at }),
      ...(to === 'paid' && { paidAt: at, paidBy, chargeAt: null }),
      ...(to === 'void' && { voidedAt: at, chargeAt: null }),
    })
    .where(isInvoice(row));
  if (to === 'paid' || to === 'void') {
    const amountCents = totalCents - offCents;
    const entries =
      to === 'paid'
        ? invoicePaidJournal({ amountCents, balanceCents: row.balanceCents })
        : invoiceVoidJournal({ amountCents });
    const kind = to === 'paid' ? 'invoice_paid' : 'invoice_void';
    if (entries.length > 0) {
      await postJournal(tx, { id: newId(), kind, operationId: id, at: now, entries });
    }
  }
  if (to !== 'void') await tellOfInvoice(place, notices[to], { id, number, month, totalCents });
  // What is not paid puts the plan in grace, and what is ends that.
  if (to !== 'open') await applyPlan(place);
  await writeAuditLine(place, {
    action: paidBy === null ? actions[to] : 'invoice.mark_paid',
    objectId: id,
    before: row.state,
    after: to,
  });
  return true;
}
