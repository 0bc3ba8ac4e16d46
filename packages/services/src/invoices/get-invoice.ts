import { asc } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { InvoiceDetails, InvoiceRef } from '@geko/contracts/invoices';
import { inTenant, type Tx } from '@geko/db/client';
import { creditNotes, invoiceList, invoices } from '@geko/db/schema/invoices';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import type { Scope } from '../deps.ts';
import { placeForOperator } from './as-operator.ts';
import { areItsNotes, isInvoice, isListed, type InvoicePlace } from './invoice-row.ts';
import { invoiceDetails } from './invoice-view.ts';
import { linesOf } from './send-invoice.ts';

/** An invoice for use of the caller's workspace with its lines and credit notes. @throws AppError NOT_FOUND */
export function getInvoice(
  { tx, caller: { tenantId, workspaceId } }: Scope,
  { id }: Pick<InvoiceRef, 'id'>,
): Promise<InvoiceDetails> {
  return readInvoice(tx, { tenantId, workspaceId, id });
}

/** The same of any workspace. @throws AppError NOT_FOUND */
export async function getInvoiceAsOperator(
  deps: Pick<OperatorDeps, 'db'>,
  { principal: { userId } }: Pick<Operator, 'principal'>,
  ref: InvoiceRef,
): Promise<InvoiceDetails> {
  const place = await placeForOperator(deps, ref);
  return inTenant(deps.db, { ...place, userId }, (tx) => readInvoice(tx, place));
}

async function readInvoice(tx: Tx, place: InvoicePlace): Promise<InvoiceDetails> {
  const [row] = await tx.select().from(invoices).where(isInvoice(place));
  if (!row) throw new AppError('NOT_FOUND');
  const [listed] = await tx.select().from(invoiceList).where(isListed(place));
  if (!listed) throw new AppError('NOT_FOUND');
  const notes = await tx
    .select()
    .from(creditNotes)
    .where(areItsNotes(place))
    .orderBy(asc(creditNotes.madeAt), asc(creditNotes.number));
  return invoiceDetails(row, { lines: await linesOf(tx, place), notes, listed });
}
