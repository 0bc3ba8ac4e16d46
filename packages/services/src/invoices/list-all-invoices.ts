import { sql } from 'drizzle-orm';
import type { AdminInvoicePage, ListAllInvoices } from '@geko/contracts/invoices';
import type { invoiceList } from '@geko/db/schema/invoices';
import type { Deps } from '../deps.ts';
import { fromCursor, toPage } from '../keyset.ts';
import { invoiceView } from './invoice-view.ts';

type Listed = typeof invoiceList.$inferSelect;

type Row = {
  id: string;
  workspace_id: string;
  kind: Listed['kind'];
  number: string;
  month: string;
  plan_id: Listed['planId'];
  state: Listed['state'];
  total_cents: bigint;
  tax_cents: bigint;
  credited_cents: bigint;
  refunded_cents: bigint;
  company_name: string;
  workspace_name: string;
  made_at: Date | string;
  paid_at: Date | string | null;
  charge_at: Date | string | null;
  page_url: string | null;
  pdf_url: string | null;
  stripe_invoice_id: string | null;
  problem: string | null;
};

/** Every invoice of the installation, newest first; of one state, where it is named. */
export async function listAllInvoices(
  { db, stripe }: Pick<Deps, 'db' | 'stripe'>,
  input: ListAllInvoices,
): Promise<AdminInvoicePage> {
  const after = fromCursor(input.cursor);
  const { rows: found } = await db.execute<Row>(
    sql`select * from system.list_invoices(${input.state ?? null}, ${after?.at.toISOString() ?? null}::timestamptz,
      ${after?.id ?? null}::uuid, ${input.limit + 1})`,
  );
  const { rows, nextCursor } = toPage(found, input.limit, (row) => ({
    at: new Date(row.made_at),
    id: row.id,
  }));
  return {
    isSetUp: stripe !== null,
    items: rows.map((row) => ({
      ...invoiceView({
        id: row.id,
        kind: row.kind,
        planId: row.plan_id,
        number: row.number,
        month: row.month,
        state: row.state,
        totalCents: row.total_cents,
        taxCents: row.tax_cents,
        creditedCents: row.credited_cents,
        refundedCents: row.refunded_cents,
        madeAt: new Date(row.made_at),
        paidAt: row.paid_at === null ? null : new Date(row.paid_at),
        pageUrl: row.page_url,
        pdfUrl: row.pdf_url,
      }),
      workspaceId: row.workspace_id,
      workspaceName: row.workspace_name,
      companyName: row.company_name,
      stripeInvoiceId: row.stripe_invoice_id,
      problem: row.problem,
      chargeAt: row.charge_at === null ? null : new Date(row.charge_at).toISOString(),
    })),
    nextCursor,
  };
}
