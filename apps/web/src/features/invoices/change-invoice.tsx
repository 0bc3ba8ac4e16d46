'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import type { AdminInvoice } from '@geko/contracts/invoices';
import { useMutation } from '@tanstack/react-query';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import type { InvoiceChange } from './invoice-menu.tsx';

/** Asks, and then tries an invoice again, notes that it was paid, or voids it. */
export function ChangeInvoice({
  invoice,
  change,
  onClose,
}: {
  invoice: AdminInvoice;
  change: InvoiceChange;
  onClose: () => void;
}) {
  const { admin: texts } = useMessages('invoices');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const words = { number: invoice.number };
  const said = texts.changes[change];
  const { mutate, isPending } = useMutation({
    mutationFn: () =>
      utils.client.invoices[change].mutate({ workspaceId: invoice.workspaceId, id: invoice.id }),
    onSuccess: () => void notify({ tone: 'success', title: fill(said.done, words) }),
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: fill(texts.failed, words),
        description: readError(error)?.message ?? common.networkFailed,
      }),
    onSettled: async () => {
      await utils.invoices.all.invalidate();
      onClose();
    },
  });
  return (
    <AlertDialog
      isOpen
      onOpenChange={onClose}
      {...(change !== 'void' && { tone: 'primary' as const })}
      title={fill(said.title, words)}
      description={said.body}
      confirmLabel={said.confirm}
      cancelLabel={common.cancel}
      isConfirming={isPending}
      onConfirm={() => mutate()}
    />
  );
}
