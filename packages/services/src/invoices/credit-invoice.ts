import { and, ne, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { CreditInvoice } from '@geko/contracts/invoices';
import { creditNotes } from '@geko/db/schema/invoices';
import { inWorkspaceAsOperator } from '../admin/audit-operator.ts';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import { areItsNotes, lockInvoice, type InvoiceRow } from './invoice-row.ts';
import { issueCreditNote, isNote } from './issue-credit-note.ts';
import { moveInvoice } from './move-invoice.ts';

/**
 * An operator takes something off an invoice: less is to be paid of an open one, of a paid one money goes back. What is at
 * Stripe comes about when Stripe has taken it (`sendCreditNotes`); else it does at once. A resend takes nothing more off.
 * @throws AppError NOT_FOUND; CONFLICT in another state, for more than is left, or where the id is another note's
 */
export async function creditInvoice(
  deps: OperatorDeps,
  operator: Operator,
  { workspaceId, invoiceId, id, amountCents: amount, memo }: CreditInvoice,
): Promise<void> {
  const amountCents = BigInt(amount);
  await inWorkspaceAsOperator(deps, operator, workspaceId, async ({ tx, tenantId }) => {
    const place = { tenantId, workspaceId, id: invoiceId };
    const invoice = await lockInvoice(tx, place);
    const [there] = await tx
      .select()
      .from(creditNotes)
      .where(isNote({ tenantId, workspaceId, id }));
    const entry = {
      action: 'invoice.credit',
      objectId: invoiceId,
      after: `${id}:${amount}`,
    } as const;
    if (there) {
      const isSame = there.invoiceId === invoiceId && there.amountCents === amountCents;
      if (!isSame || there.memo !== memo) throw new AppError('CONFLICT', { field: 'id' });
      return entry;
    }
    assertCreditable(invoice);
    const [{ noted } = { noted: 0n }] = await tx
      .select({
        noted: sql<bigint>`coalesce(sum(${creditNotes.amountCents}), 0)::bigint`.mapWith(BigInt),
      })
      .from(creditNotes)
      .where(and(areItsNotes(place), ne(creditNotes.state, 'void')));
    if (amountCents > invoice.totalCents - noted) {
      throw new AppError('CONFLICT', {
        field: 'amountCents',
        message: 'Less than that is left of it.',
      });
    }
    const { userId } = operator.principal;
    const now = deps.now();
    const nth = (await tx.$count(creditNotes, areItsNotes(place))) + 1;
    const isAtStripe = invoice.stripeInvoiceId !== null;
    const paidBack = isAtStripe ? ('card' as const) : ('outside' as const);
    const [note] = await tx
      .insert(creditNotes)
      .values({
        tenantId,
        workspaceId,
        id,
        invoiceId,
        number: `${invoice.number}-C${nth}`,
        state: 'draft',
        amountCents,
        goesTo: invoice.state === 'paid' ? paidBack : 'open_invoice',
        memo,
        madeBy: userId,
        madeAt: now,
      })
      .onConflictDoNothing()
      .returning();
    if (!note) throw new AppError('CONFLICT', { field: 'id' });
    if (isAtStripe) return entry;
    const { newId } = deps;
    const at = {
      tx,
      tenantId,
      workspaceId,
      actorId: userId,
      now,
      newId,
      request: operator.request,
    };
    await issueCreditNote(at, { invoice, note }, { stripeCreditNoteId: null });
    if (invoice.state !== 'paid' && noted + amountCents === invoice.totalCents) {
      const current = await lockInvoice(tx, place);
      await moveInvoice(at, current, { to: 'paid', at: now, offCents: noted + amountCents });
    }
    return entry;
  });
}

function assertCreditable({ state }: InvoiceRow): void {
  if (state === 'draft' || state === 'void') {
    throw new AppError('CONFLICT', {
      message:
        state === 'void'
          ? 'This invoice is void.'
          : 'This invoice is not at Stripe yet; void it instead.',
    });
  }
}
