'use client';
import type { Invoice } from '@geko/contracts/invoices';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { InvoiceDialog } from './invoice-dialog.tsx';

/** An invoice of the workspace that the page is in. */
export function OwnInvoice({
  invoice,
  returnFocus,
  onClose,
}: {
  invoice: Invoice;
  returnFocus: (event: Event) => void;
  onClose: () => void;
}) {
  const { workspace } = useWorkspace();
  const details = trpc.invoices.get.useQuery({ workspaceId: workspace.id, id: invoice.id });
  return <InvoiceDialog {...{ invoice, details, returnFocus, onClose }} />;
}
