import { and, desc, eq, lt, or } from 'drizzle-orm';
import type { InvoicePage, ListInvoices } from '@geko/contracts/invoices';
import { invoiceList } from '@geko/db/schema/invoices';
import type { Scope } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';
import { invoiceView } from './invoice-view.ts';

/** The invoices of the caller's workspace, for use and of its plan, newest first. */
export async function listInvoices(
  { tx, caller }: Scope,
  input: Omit<ListInvoices, 'workspaceId'>,
): Promise<InvoicePage> {
  const after = fromCursor(input.cursor);
  const found = await tx
    .select()
    .from(invoiceList)
    .where(
      and(
        eq(invoiceList.tenantId, caller.tenantId),
        eq(invoiceList.workspaceId, caller.workspaceId),
        after
          ? or(
              lt(invoiceList.madeAt, after.at),
              and(eq(invoiceList.madeAt, after.at), lt(invoiceList.id, after.id)),
            )
          : undefined,
      ),
    )
    .orderBy(desc(invoiceList.madeAt), desc(invoiceList.id))
    .limit(input.limit + 1);
  const { rows, nextCursor } = toPage(found, input.limit, ({ madeAt: at, id }) => ({ at, id }));
  return { items: rows.map(invoiceView), nextCursor };
}
