'use client';
import { Callout } from '@geko/ui/callout';
import { Skeleton } from '@geko/ui/skeleton';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { PaymentList } from './payment-list.tsx';
import { PromoCodes } from './promo-codes.tsx';
import { QuarantineList } from './quarantine-list.tsx';

/** Every payment, and what Stripe told that does not agree with what was begun here: for the operator to look into. */
export function PaymentsPage() {
  const texts = useMessages('payments');
  const common = useMessages('common');
  const { data, error, isError, refetch } = trpc.payments.quarantine.useQuery();
  return (
    <Page title={texts.title} lead={texts.lead}>
      {data?.isSetUp === false ? (
        <Callout tone="neutral" title={texts.missing.title}>
          {texts.missing.body}
        </Callout>
      ) : null}
      {data === undefined && isError ? (
        <QueryError error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined && !isError ? (
        <div role="status" aria-label={common.loading}>
          <Skeleton className="h-40 rounded-xl" />
        </div>
      ) : null}
      {data === undefined ? null : <QuarantineList {...data} />}
      <PaymentList />
      <PromoCodes />
    </Page>
  );
}
