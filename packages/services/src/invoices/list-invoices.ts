import { and, desc, eq, lt, or } from 'drizzle-orm';
import type { InvoicePage, ListInvoices } from '@geko/contracts/invoices';
import { invoices } from '@geko/db/schema/invoices';
import type { Scope } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';
import { invoiceView } from './invoice-view.ts';

/** The invoices of the caller's workspace, newest first. */
export async function listInvoices(
  { tx, caller }: Scope,
  input: Omit<ListInvoices, 'workspaceId'>,
): Promise<InvoicePage> {
  const after = fromCursor(input.cursor);
  const found = await tx
    .select()
    .from(invoices)
    .where(
      and(
        eq(invoices.tenantId, caller.tenantId),
        eq(invoices.workspaceId, caller.workspaceId),
        after
          ? or(
              lt(invoices.madeAt, after.at),
              and(eq(invoices.madeAt, after.at), lt(invoices.id, after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(desc(invoices.madeAt), desc(invoices.id))
    .limit(input.limit + 1);
  const { rows, nextCursor } = toPage(found, input.limit, ({ madeAt: at, id }) => ({ at, id }));
  return { items: rows.map(invoiceView), nextCursor };
}
