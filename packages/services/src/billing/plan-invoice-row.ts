import { and, eq } from 'drizzle-orm';
import { planInvoices } from '@geko/db/schema/invoices';

export type PlanInvoiceRow = typeof planInvoices.$inferSelect;

/** That plan's invoice of that workspace. */
export function isPlanInvoice({
  tenantId,
  workspaceId,
  id,
}: {
  tenantId: string;
  workspaceId: string;
  id: string;
}) {
  return and(
    eq(planInvoices.tenantId, tenantId),
    eq(planInvoices.workspaceId, workspaceId),
    eq(planInvoices.id, id),
  );
}
