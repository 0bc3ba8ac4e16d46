'use client';
import { Dialog, DialogContent } from '@geko/ui/dialog';
import { Skeleton } from '@geko/ui/skeleton';
import type { InvoiceDetails } from '@geko/contracts/invoices';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { InvoiceLines } from './invoice-lines.tsx';

/** An invoice with all that is on it, over the page. */
export function InvoiceDialog({
  invoice,
  details,
  returnFocus,
  onClose,
}: {
  invoice: { number: string; month: string };
  /** As it is asked for. */
  details: {
    data: InvoiceDetails | undefined;
    error: unknown;
    isError: boolean;
    refetch: () => Promise<unknown>;
  };
  /** Where the focus goes when it closes; where it came from without. */
  returnFocus?: (event: Event) => void;
  onClose: () => void;
}) {
  const { details: texts } = useMessages('invoices');
  const common = useMessages('common');
  const format = useFormat();
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogContent
        title={fill(texts.title, { number: invoice.number })}
        description={fill(texts.lead, { month: format.month(invoice.month) })}
        closeLabel={common.close}
        {...(returnFocus && { onCloseAutoFocus: returnFocus })}
      >
        {details.data === undefined && details.isError ? (
          <QueryError error={details.error} onRetry={() => void details.refetch()} />
        ) : null}
        {details.data === undefined && !details.isError ? (
          <div role="status" aria-label={common.loading}>
            <Skeleton className="h-40" />
          </div>
        ) : null}
        {details.data === undefined ? null : <InvoiceLines invoice={details.data} />}
      </DialogContent>
    </Dialog>
  );
}
