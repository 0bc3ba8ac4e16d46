import { and, eq, min } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { invoices } from '@geko/db/schema/invoices';

/** Since when a workspace has an invoice that could not be paid, and is not yet; null = it has none. */
export async function failedInvoiceSince(
  tx: Tx,
  { tenantId, workspaceId }: { tenantId: string; workspaceId: string },
): Promise<Date | null> {
  const [first] = await tx
    .select({ since: min(invoices.failedAt) })
    .from(invoices)
    .where(
      and(
        eq(invoices.tenantId, tenantId),
        eq(invoices.workspaceId, workspaceId),
        eq(invoices.state, 'failed'),
      ),
    );
  return first?.since ?? null;
}
