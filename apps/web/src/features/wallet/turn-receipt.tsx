'use client';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Skeleton } from '@geko/ui/skeleton';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { ReceiptDialog } from '../usage/receipt-dialog.tsx';

/** The receipt of an answer, fetched when it is asked for. */
export function TurnReceipt({ turnId, onClose }: { turnId: string; onClose: () => void }) {
  const usage = useMessages('usage');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const { data, error, isError, refetch } = trpc.usage.receipts.useQuery({
    workspaceId: workspace.id,
    turnId,
    limit: 1,
  });
  const receipt = data?.items[0];
  if (receipt !== undefined) return <ReceiptDialog receipt={receipt} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent title={usage.receiptTitle} closeLabel={common.close}>
        {isError ? (
          <QueryError error={error} onRetry={() => void refetch()} />
        ) : data === undefined ? (
          <div role="status" aria-label={common.loading}>
            <Skeleton className="h-48" />
          </div>
        ) : (
          <p className="text-sm text-muted">{usage.receiptsEmpty}</p>
        )}
      </DialogContent>
    </Dialog>
  );
}
