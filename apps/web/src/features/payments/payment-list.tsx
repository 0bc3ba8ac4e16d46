'use client';
import { Badge } from '@geko/ui/badge';
import { Button } from '@geko/ui/button';
import { Card, CardHeader, CardTitle } from '@geko/ui/card';
import type { AdminPayment } from '@geko/contracts/payments';
import { lazy, Suspense, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import { refundableCents } from './refundable-cents.ts';

const RefundDialog = lazy(async () => ({
  default: (await import('./refund-dialog.tsx')).RefundDialog,
}));

/** Payments of every workspace, newest first, page by page; each can be given back, wholly or in part. */
export function PaymentList() {
  const { made: texts } = useMessages('payments');
  const [refunding, setRefunding] = useState<AdminPayment | null>(null);
  const list = trpc.payments.list.useInfiniteQuery(
    { limit: 20 },
    { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
  );
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.title}</CardTitle>
      </CardHeader>
      <PagedList
        pages={list}
        isEmpty={rows.length === 0}
        empty={<p className="px-4 pb-5 text-sm text-muted sm:px-5">{texts.empty}</p>}
      >
        <ul aria-label={texts.title} className="divide-y divide-line border-t border-line">
          {rows.map((payment) => (
            <PaymentRow key={payment.id} payment={payment} onRefund={() => setRefunding(payment)} />
          ))}
        </ul>
      </PagedList>
      <Suspense>
        {refunding === null ? null : (
          <RefundDialog
            payment={refunding}
            left={refundableCents(refunding)}
            onClose={() => setRefunding(null)}
          />
        )}
      </Suspense>
    </Card>
  );
}

const disputeTones = {
  warned: 'warning',
  closed_warning: 'neutral',
  open: 'danger',
  lost: 'danger',
  won: 'success',
} as const;

function PaymentRow({ payment, onRefund }: { payment: AdminPayment; onRefund: () => void }) {
  const { made: texts } = useMessages('payments');
  const format = useFormat();
  const { priceCents, taxCents, refundedCents, dispute, workspaceName, tenantName } = payment;
  const sum = format.cents(priceCents + taxCents);
  const known = dispute !== null && dispute in disputeTones ? (dispute as Dispute) : null;
  const facts = [
    format.dateTime(payment.paidAt ?? payment.begunAt),
    texts.origins[payment.origin],
    ...(taxCents > 0 ? [fill(texts.tax, { tax: format.cents(taxCents) })] : []),
    ...(refundedCents > 0 ? [fill(texts.refunded, { sum: format.cents(refundedCents) })] : []),
  ];
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 px-4 py-3.5 sm:px-5">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 text-sm font-medium tabular-nums">
          {sum}
          {payment.state === 'failed' ? <Badge tone="danger">{texts.failed}</Badge> : null}
          {known === null ? null : (
            <Badge tone={disputeTones[known]}>{texts.disputes[known]}</Badge>
          )}
        </p>
        <p className="mt-0.5 text-xs leading-5 wrap-anywhere text-muted">
          {workspaceName} · {tenantName}
        </p>
        <p className="mt-0.5 text-xs leading-5 text-subtle">{facts.join(' · ')}</p>
      </div>
      {refundableCents(payment) > 0 ? (
        <Button
          variant="secondary"
          size="sm"
          aria-label={fill(texts.refundOf, { sum, workspace: workspaceName })}
          onClick={onRefund}
        >
          {texts.refund}
        </Button>
      ) : null}
    </li>
  );
}

type Dispute = keyof typeof disputeTones;
