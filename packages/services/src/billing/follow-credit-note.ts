import { and, eq, or } from 'drizzle-orm';
import { isUuid, NIL_ID } from '@geko/contracts/ids';
import type { QuarantineReason } from '@geko/contracts/payments';
import { enterTenant, type Tx } from '@geko/db/client';
import { creditNotes } from '@geko/db/schema/invoices';
import { CURRENCY } from '@geko/payments/stripe/catalogue';
import type { CreditNoteFacts } from '@geko/payments/stripe/facts/money-back-facts';
import type { AuditPlace } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import { areItsNotes, lockInvoice, type InvoiceRow } from '../invoices/invoice-row.ts';
import {
  issueCreditNote,
  voidCreditNote,
  type CreditNoteRow,
} from '../invoices/issue-credit-note.ts';
import { placeOfInvoice } from './follow-invoice.ts';

/** How a credit note is called that nobody wrote here. */
const MADE_THERE = 'Made at Stripe';

type Followed = 'booked' | 'known' | 'ignored' | QuarantineReason;

/**
 * What Stripe says of a credit note on one of our invoices, in the transaction that keeps that it did: one that was agreed
 * here comes about, one that was made at Stripe is taken over. Those on other invoices are ignored.
 */
export async function followCreditNote(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId'>,
  facts: CreditNoteFacts,
  request: RequestFacts,
): Promise<Followed> {
  if (facts.invoiceId === null) return 'ignored';
  const found = await placeOfInvoice(tx, { stripeInvoiceId: facts.invoiceId });
  if (found === null) return 'ignored';
  const { tenantId, workspaceId } = found;
  await enterTenant(tx, { tenantId, workspaceId, userId: NIL_ID });
  const invoice = await lockInvoice(tx, found);
  if (facts.customerId !== invoice.customerId) return 'wrong_customer';
  if (facts.currency !== CURRENCY) return 'wrong_currency';
  const { now, newId } = deps;
  const place: AuditPlace = {
    tx,
    tenantId,
    workspaceId,
    actorId: null,
    now: now(),
    newId,
    request,
  };
  const note = await findNote(tx, invoice, facts);
  if (facts.state === 'void') {
    return note !== null && (await voidCreditNote(place, { invoice, note })) ? 'booked' : 'known';
  }
  if (facts.state !== 'issued' || facts.amountCents === 0) return 'ignored';
  const agreed = note ?? (await takeOver(place, invoice, facts));
  if (agreed.amountCents !== BigInt(facts.amountCents)) return 'wrong_amount';
  if (agreed.state === 'void') return 'other_end';
  const { creditNoteId: stripeCreditNoteId } = facts;
  const isNew = await issueCreditNote(place, { invoice, note: agreed }, { stripeCreditNoteId });
  return isNew ? 'booked' : 'known';
}

async function findNote(
  tx: Tx,
  invoice: InvoiceRow,
  { creditNoteId, mark: { operationId } }: CreditNoteFacts,
): Promise<CreditNoteRow | null> {
  const isOurs = operationId !== null && isUuid(operationId);
  const [note] = await tx
    .select()
    .from(creditNotes)
    .where(
      and(
        areItsNotes(invoice),
        or(
          eq(creditNotes.stripeCreditNoteId, creditNoteId),
          isOurs ? eq(creditNotes.id, operationId) : undefined,
        ),
      ),
    );
  return note ?? null;
}

async function takeOver(
  { tx, tenantId, workspaceId, now, newId }: AuditPlace,
  invoice: InvoiceRow,
  facts: CreditNoteFacts,
): Promise<CreditNoteRow> {
  const nth = (await tx.$count(creditNotes, areItsNotes(invoice))) + 1;
  const [note] = await tx
    .insert(creditNotes)
    .values({
      tenantId,
      workspaceId,
      id: newId(),
      invoiceId: invoice.id,
      number: `${invoice.number}-C${nth}`,
      state: 'draft',
      amountCents: BigInt(facts.amountCents),
      goesTo: facts.isPaidBack ? 'card' : 'open_invoice',
      memo: MADE_THERE,
      madeAt: now,
    })
    .returning();
  if (!note) throw new Error('the credit note was not kept');
  return note;
}
