'use client';
import type { AdminInvoice } from '@geko/contracts/invoices';
import { trpc } from '../../trpc/client.tsx';
import { InvoiceDialog } from './invoice-dialog.tsx';

/** An invoice of any workspace, as operators see it. */
export function AnyInvoice({ invoice, onClose }: { invoice: AdminInvoice; onClose: () => void }) {
  const { workspaceId, id } = invoice;
  const details = trpc.invoices.one.useQuery({ workspaceId, id });
  return <InvoiceDialog {...{ invoice, details, onClose }} />;
}
