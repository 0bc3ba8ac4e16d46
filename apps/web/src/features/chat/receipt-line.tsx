'use client';
import { lazy, memo, Suspense, useState } from 'react';
import type { Receipt } from '@geko/contracts/receipt';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { receiptSummary } from './receipt-summary.ts';

const ReceiptDialog = lazy(async () => ({
  default: (await import('../usage/receipt-dialog.tsx')).ReceiptDialog,
}));

/** What an answer used and cost, in one line that opens the receipt. */
export const ReceiptLine = memo(function ReceiptLine({ receipt }: { receipt: Receipt }) {
  const chat = useMessages('chat');
  const [isOpen, setOpen] = useState(false);
  const format = useFormat();
  const summary = receiptSummary(receipt, chat.receipt, format);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        aria-label={fill(chat.receipt.open, { summary })}
        onClick={() => setOpen(true)}
        className="min-h-8 rounded-md px-2 text-start text-xs leading-4 text-subtle tabular-nums hover:bg-hover hover:text-fg pointer-coarse:min-h-10"
      >
        {summary}
      </button>
      {isOpen ? (
        <Suspense>
          <ReceiptDialog receipt={receipt} onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
});
