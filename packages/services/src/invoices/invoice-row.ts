import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { Tx } from '@geko/db/client';
import { creditNotes, invoiceList, invoices } from '@geko/db/schema/invoices';

export type InvoiceRow = typeof invoices.$inferSelect;

export type InvoicePlace = { tenantId: string; workspaceId: string; id: string };

/** That invoice of that workspace. */
export function isInvoice({ tenantId, workspaceId, id }: InvoicePlace) {
  return and(
    eq(invoices.tenantId, tenantId),
    eq(invoices.workspaceId, workspaceId),
    eq(invoices.id, id),
  );
}

/** The same as it is listed, of either kind. */
export function isListed({ tenantId, workspaceId, id }: InvoicePlace) {
  return and(
    eq(invoiceList.tenantId, tenantId),
    eq(invoiceList.workspaceId, workspaceId),
    eq(invoiceList.id, id),
  );
}

/** The credit notes of that invoice. */
export function areItsNotes({ tenantId, workspaceId, id }: InvoicePlace) {
  return and(
    eq(creditNotes.tenantId, tenantId),
    eq(creditNotes.workspaceId, workspaceId),
    eq(creditNotes.invoiceId, id),
  );
}

/** The invoice, which nobody else changes before the transaction ends. @throws AppError NOT_FOUND */
export async function lockInvoice(tx: Tx, place: InvoicePlace): Promise<InvoiceRow> {
  const [row] = await tx.select().from(invoices).where(isInvoice(place)).for('update');
  if (!row) throw new AppError('NOT_FOUND');
  return row;
}
