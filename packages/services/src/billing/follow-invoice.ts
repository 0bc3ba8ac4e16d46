import { sql } from 'drizzle-orm';
import { isUuid, NIL_ID } from '@geko/contracts/ids';
import type { InvoiceState } from '@geko/contracts/invoices';
import type { QuarantineReason } from '@geko/contracts/payments';
import { enterTenant, type Tx } from '@geko/db/client';
import { invoices } from '@geko/db/schema/invoices';
import { CURRENCY } from '@geko/payments/stripe/catalogue';
import type { InvoiceFacts } from '@geko/payments/stripe/facts/invoice-facts';
import type { AuditPlace } from '../audit/write-audit.ts';
import type { Deps, RequestFacts } from '../deps.ts';
import {
  isInvoice,
  lockInvoice,
  type InvoicePlace,
  type InvoiceRow,
} from '../invoices/invoice-row.ts';
import { moveInvoice } from '../invoices/move-invoice.ts';

type Followed = 'booked' | 'known' | 'ignored' | QuarantineReason;

/**
 * What Stripe says of one of our invoices, in the transaction that keeps that it did: its state, only forward, and the money
 * that was paid. Invoices that are not ours, such as those of subscriptions, are ignored. Leaves the transaction in the
 * invoice's workspace.
 */
export async function followInvoice(
  tx: Tx,
  deps: Pick<Deps, 'now' | 'newId'>,
  facts: InvoiceFacts,
  request: RequestFacts,
): Promise<Followed> {
  const place = await placeOfInvoice(tx, {
    id: facts.mark.operationId,
    stripeInvoiceId: facts.invoiceId,
  });
  if (place === null) {
    return facts.mark.purpose === 'monthly_invoice' ? 'unknown_payment' : 'ignored';
  }
  const { tenantId, workspaceId } = place;
  await enterTenant(tx, { tenantId, workspaceId, userId: NIL_ID });
  const row = await lockInvoice(tx, place);
  const { now, newId } = deps;
  return applyFacts(
    { tx, tenantId, workspaceId, actorId: null, now: now(), newId, request },
    row,
    facts,
  );
}

/** The same for an invoice that is locked already, in a transaction that is in its workspace. */
export async function applyFacts(
  place: AuditPlace,
  row: InvoiceRow,
  facts: InvoiceFacts,
): Promise<Followed> {
  // One that is in nobody's way: a double of a push that is over, for the operator to void.
  if (row.stripeInvoiceId !== null && row.stripeInvoiceId !== facts.invoiceId)
    return 'wrong_amount';
  if (row.customerId !== facts.customerId) return 'wrong_customer';
  if (facts.currency !== CURRENCY) return 'wrong_currency';
  const to = stateOf(facts);
  if (to === null) return 'ignored';
  if (BigInt(facts.subtotalCents) !== row.totalCents) return 'wrong_amount';
  if ((row.state === 'void' && to === 'paid') || (row.state === 'paid' && to === 'void')) {
    return 'other_end';
  }
  const balanceCents = balanceOf(facts);
  await place.tx
    .update(invoices)
    .set({
      stripeInvoiceId: facts.invoiceId,
      paymentIntentId: facts.paymentIntentId,
      pageUrl: facts.pageUrl,
      taxCents: BigInt(facts.taxCents),
      balanceCents,
    })
    .where(isInvoice(row));
  const hasMoved = await moveInvoice(
    place,
    { ...row, balanceCents },
    { to, at: facts.paidAt ?? place.now, offCents: BigInt(facts.creditedBeforePaidCents) },
  );
  return hasMoved ? 'booked' : 'known';
}

/** By how much the customer's balance went up with an invoice; nothing until it is final. */
export function balanceOf({ balanceBeforeCents, balanceAfterCents }: InvoiceFacts): bigint {
  return balanceAfterCents === null ? 0n : BigInt(balanceAfterCents - balanceBeforeCents);
}

/** Our word for its state; null = it is not final at Stripe yet, or there is no word. */
export function stateOf(facts: InvoiceFacts): Exclude<InvoiceState, 'draft'> | null {
  switch (facts.state) {
    case 'open':
      return facts.attempts > 0 ? 'failed' : 'open';
    case 'uncollectible':
      return 'failed';
    case 'paid':
    case 'void':
      return facts.state;
    case 'draft':
    case 'unknown':
      return null;
  }
}

/** Where an invoice of ours is, by what Stripe's objects say of it; null = it is none. */
export async function placeOfInvoice(
  tx: Tx,
  by: { id?: string | null; stripeInvoiceId?: string | null; paymentIntentId?: string | null },
): Promise<InvoicePlace | null> {
  const { id = null, stripeInvoiceId = null, paymentIntentId = null } = by;
  const ours = id !== null && isUuid(id) ? id : null;
  const { rows } = await tx.execute<{ tenant_id: string; workspace_id: string; id: string }>(
    sql`select * from system.place_of_invoice(${ours}::uuid, ${stripeInvoiceId}, ${paymentIntentId})`,
  );
  const [row] = rows;
  return row ? { tenantId: row.tenant_id, workspaceId: row.workspace_id, id: row.id } : null;
}
