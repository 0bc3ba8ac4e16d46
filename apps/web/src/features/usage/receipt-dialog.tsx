'use client';
import { CopyButton } from '@geko/ui/copy-button';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import type { Receipt } from '@geko/contracts/receipt';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { notify } from '../toasts/notify.ts';
import { ReceiptDetails } from './receipt-details.tsx';
import { receiptText } from './receipt-text.ts';

/** One receipt over the page. */
export function ReceiptDialog({ receipt, onClose }: { receipt: Receipt; onClose: () => void }) {
  const usage = useMessages('usage');
  const format = useFormat();
  const common = useMessages('common');
  return (
    <Dialog open onOpenChange={(isOpen) => (isOpen ? undefined : onClose())}>
      <DialogContent
        title={usage.receiptTitle}
        description={`${receipt.modelName} · ${format.dateTime(receipt.at)}`}
        closeLabel={common.close}
        footer={
          <CopyButton
            hasText
            variant="secondary"
            value={() => receiptText(receipt, { usage, common }, format)}
            label={usage.copyReceipt}
            copiedLabel={common.copied}
            onCopyError={() => void notify({ tone: 'danger', title: usage.copyRefused })}
          />
        }
      >
        <ReceiptDetails receipt={receipt} />
      </DialogContent>
    </Dialog>
  );
}
