'use client';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '@geko/ui/dropdown-menu';
import { IconButton } from '@geko/ui/icon-button';
import type { AdminInvoice } from '@geko/contracts/invoices';
import { Ban, Ellipsis, HandCoins, List, RefreshCw, Undo2 } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';

export type InvoiceChange = 'retry' | 'markPaid' | 'void';
export type InvoiceAction = InvoiceChange | 'lines' | 'credit' | 'refund';

/** What of a plan's invoice can still be given back, in cents; 0 of what is not paid, or is for use. */
export function refundableOf(invoice: AdminInvoice): number {
  const { kind, state, totalCents, taxCents, creditedCents, refundedCents } = invoice;
  if (kind !== 'plan' || state !== 'paid') return 0;
  return Math.max(0, totalCents + taxCents - creditedCents - refundedCents);
}

/** What an operator can do with an invoice as it is now; Stripe sees to those of plans. */
export function InvoiceMenu({
  invoice,
  isSetUp,
  onOpen,
}: {
  invoice: AdminInvoice;
  /** Whether there is a Stripe. */
  isSetUp: boolean;
  onOpen: (action: InvoiceAction) => void;
}) {
  const { admin } = useMessages('invoices');
  const { state, stripeInvoiceId, number } = invoice;
  const isPayable = state === 'open' || state === 'failed';
  const isEnded = state === 'paid' || state === 'void';
  if (invoice.kind === 'plan') return <PlanInvoiceMenu invoice={invoice} onOpen={onOpen} />;
  const canRetry = isSetUp && !isEnded && (state === 'draft' || stripeInvoiceId !== null);
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton size="sm" label={fill(admin.more, { number })} className="-me-2">
          <Ellipsis aria-hidden />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem icon={<List aria-hidden />} onSelect={() => onOpen('lines')}>
          {admin.actions.lines}
        </DropdownMenuItem>
        {canRetry ? (
          <DropdownMenuItem icon={<RefreshCw aria-hidden />} onSelect={() => onOpen('retry')}>
            {admin.actions.retry}
          </DropdownMenuItem>
        ) : null}
        {isPayable && stripeInvoiceId === null ? (
          <DropdownMenuItem icon={<HandCoins aria-hidden />} onSelect={() => onOpen('markPaid')}>
            {admin.actions.markPaid}
          </DropdownMenuItem>
        ) : null}
        {isPayable || state === 'paid' ? (
          <DropdownMenuItem icon={<Undo2 aria-hidden />} onSelect={() => onOpen('credit')}>
            {admin.actions.credit}
          </DropdownMenuItem>
        ) : null}
        {isEnded ? null : (
          <>
            <DropdownMenuSeparator />
            <DropdownMenuItem
              tone="danger"
              icon={<Ban aria-hidden />}
              onSelect={() => onOpen('void')}
            >
              {admin.actions.void}
            </DropdownMenuItem>
          </>
        )}
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function PlanInvoiceMenu({
  invoice,
  onOpen,
}: {
  invoice: AdminInvoice;
  onOpen: (action: InvoiceAction) => void;
}) {
  const { admin } = useMessages('invoices');
  if (refundableOf(invoice) === 0) return null;
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <IconButton
          size="sm"
          label={fill(admin.more, { number: invoice.number })}
          className="-me-2"
        >
          <Ellipsis aria-hidden />
        </IconButton>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem icon={<Undo2 aria-hidden />} onSelect={() => onOpen('refund')}>
          {admin.actions.refund}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}
