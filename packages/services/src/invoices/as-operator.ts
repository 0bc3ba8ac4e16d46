import { sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { InvoiceRef } from '@geko/contracts/invoices';
import { inTenant } from '@geko/db/client';
import type { Operator, OperatorDeps } from '../admin/operator.ts';
import type { AuditPlace } from '../audit/write-audit.ts';
import { lockInvoice, type InvoicePlace, type InvoiceRow } from './invoice-row.ts';

/** Where an invoice is that an operator names. @throws AppError NOT_FOUND where there is no such workspace */
export async function placeForOperator(
  { db }: Pick<OperatorDeps, 'db'>,
  { workspaceId, id }: InvoiceRef,
): Promise<InvoicePlace> {
  const { rows } = await db.execute<{ tenant: string | null }>(
    sql`select system.tenant_of(${workspaceId}::uuid) as tenant`,
  );
  const tenantId = rows[0]?.tenant;
  if (!tenantId) throw new AppError('NOT_FOUND');
  return { tenantId, workspaceId, id };
}

/** Runs an operator's change of an invoice, which is locked, in one transaction; the change leaves its own line on the record. */
export async function onInvoice<T>(
  deps: OperatorDeps,
  { principal: { userId }, request }: Operator,
  place: InvoicePlace,
  change: (at: AuditPlace, row: InvoiceRow) => Promise<T>,
): Promise<T> {
  const { tenantId, workspaceId } = place;
  return inTenant(deps.db, { tenantId, workspaceId, userId }, async (tx) => {
    const { newId } = deps;
    const at = { tx, tenantId, workspaceId, actorId: userId, now: deps.now(), newId, request };
    return change(at, await lockInvoice(tx, place));
  });
}
