import { and, asc, eq } from 'drizzle-orm';
import { NIL_ID } from '@geko/contracts/ids';
import { inTenant } from '@geko/db/client';
import { creditNotes } from '@geko/db/schema/invoices';
import { PaymentError } from '@geko/payments/payment-error';
import type { CreditNoteFacts } from '@geko/payments/stripe/facts/money-back-facts';
import type { StripeRail } from '@geko/payments/stripe/open-rail';
import { creditInvoice, fetchInvoice } from '@geko/payments/stripe/settle-invoice';
import { applyFacts } from '../billing/follow-invoice.ts';
import type { Deps } from '../deps.ts';
import { areItsNotes, lockInvoice, type InvoicePlace } from './invoice-row.ts';
import {
  issueCreditNote,
  isNote,
  voidCreditNote,
  type CreditNoteRow,
} from './issue-credit-note.ts';
import { NOBODY } from './make-invoice.ts';

type SendDeps = Pick<Deps, 'db' | 'now' | 'newId'>;

/**
 * Brings the credit notes of an invoice to Stripe that are not there yet, and keeps what came of each. One that Stripe does
 * not accept, as the invoice was paid meanwhile or less is left of it, is void. Safe to cut off and to run again.
 * @throws PaymentError where nothing is known of what came of one
 */
export async function sendCreditNotes(
  deps: SendDeps,
  { client }: StripeRail,
  place: InvoicePlace,
): Promise<void> {
  const waiting = await inTenant(deps.db, { ...place, userId: NIL_ID }, async (tx) => {
    const { stripeInvoiceId } = await lockInvoice(tx, place);
    const notes = await tx
      .select()
      .from(creditNotes)
      .where(and(areItsNotes(place), eq(creditNotes.state, 'draft')))
      .orderBy(asc(creditNotes.number));
    return { stripeInvoiceId, notes };
  });
  const { stripeInvoiceId: invoiceId, notes } = waiting;
  if (invoiceId === null || notes.length === 0) return;
  for (const note of notes) {
    const { id: operationId, amountCents, goesTo: to, memo } = note;
    let facts: CreditNoteFacts | null = null;
    try {
      facts = await creditInvoice(client, {
        operationId,
        invoiceId,
        amountCents: Number(amountCents),
        to,
        memo,
      });
    } catch (error) {
      if (!isFinal(error)) throw error;
    }
    await keep(deps, place, { note, facts });
  }
  const invoice = await fetchInvoice(client, invoiceId);
  await inTenant(deps.db, { ...place, userId: NIL_ID }, async (tx) => {
    const { tenantId, workspaceId } = place;
    const { newId } = deps;
    const at = { tx, tenantId, workspaceId, actorId: null, now: deps.now(), newId };
    await applyFacts({ ...at, request: NOBODY }, await lockInvoice(tx, place), invoice);
  });
}

function isFinal(error: unknown): boolean {
  return error instanceof PaymentError && ['refused', 'conflict', 'not_found'].includes(error.code);
}

async function keep(
  deps: SendDeps,
  place: InvoicePlace,
  { note, facts }: { note: CreditNoteRow; facts: CreditNoteFacts | null },
): Promise<void> {
  await inTenant(deps.db, { ...place, userId: NIL_ID }, async (tx) => {
    const invoice = await lockInvoice(tx, place);
    const [current] = await tx.select().from(creditNotes).where(isNote(note));
    if (!current) return;
    const { tenantId, workspaceId } = place;
    const { newId } = deps;
    const now = deps.now();
    const at = { tx, tenantId, workspaceId, actorId: null, now, newId, request: NOBODY };
    if (facts === null) {
      await voidCreditNote(at, { invoice, note: current });
    } else {
      await issueCreditNote(
        at,
        { invoice, note: current },
        { stripeCreditNoteId: facts.creditNoteId },
      );
    }
  });
}
