'use client';
import { Callout } from '@geko/ui/callout';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import type { Quarantine } from '@geko/contracts/payments';
import { CircleCheck } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { QueryError } from '../shell/query-error.tsx';

/** What Stripe told that does not agree with what was begun here, for the operator to look into. */
export function PaymentsPage() {
  const texts = useMessages('payments');
  const common = useMessages('common');
  const { data, error, isError, refetch } = trpc.billing.quarantine.useQuery();
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
    </Page>
  );
}

function QuarantineList({ items, count }: Quarantine) {
  const texts = useMessages('payments');
  const format = useFormat();
  if (items.length === 0) {
    return (
      <Card>
        <EmptyState
          icon={<CircleCheck />}
          title={texts.empty.title}
          body={texts.empty.body}
          className="py-8"
        />
      </Card>
    );
  }
  return (
    <Card>
      <ul aria-label={texts.list} className="divide-y divide-line">
        {items.map(({ eventId, type, objectId, reason, receivedAt }) => (
          <li key={eventId} className="px-4 py-3.5 sm:px-5">
            <p className="text-sm font-medium">{texts.reasons[reason]}</p>
            <p className="mt-0.5 text-xs leading-5 wrap-anywhere text-muted">
              {fill(texts.about, { type, object: objectId ?? texts.noObject })}
            </p>
            <p className="mt-0.5 text-xs leading-5 text-subtle">{format.dateTime(receivedAt)}</p>
          </li>
        ))}
      </ul>
      {count > items.length ? (
        <p className="border-t border-line px-4 py-3 text-xs text-muted sm:px-5">
          {fill(texts.more, { shown: String(items.length), count: String(count) })}
        </p>
      ) : null}
    </Card>
  );
}
