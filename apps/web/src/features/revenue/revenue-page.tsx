'use client';
import { Callout } from '@geko/ui/callout';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { SegmentedControl } from '@geko/ui/segmented-control';
import { CircleCheck, CreditCard } from 'lucide-react';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import { RevenueFigures } from './revenue-figures.tsx';
import { SubscriptionRow } from './subscription-row.tsx';

/** What subscriptions and credit bring, who subscribes, and whose payment has failed. */
export function RevenuePage() {
  const texts = useMessages('revenue');
  const { missing } = useMessages('payments');
  const [shown, setShown] = useState<'all' | 'failing'>('all');
  const figures = trpc.billing.revenue.useQuery();
  const isFailing = shown === 'failing';
  const list = trpc.billing.subscriptions.useInfiniteQuery(
    { limit: 20, isFailing },
    { getNextPageParam: (page) => page.nextCursor ?? undefined },
  );
  const rows = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Page title={texts.title} lead={texts.lead}>
      {figures.data?.isSetUp === false ? (
        <Callout title={missing.title}>{missing.body}</Callout>
      ) : null}
      <RevenueFigures figures={figures} />
      <section aria-labelledby="subscriptions" className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 id="subscriptions" className="font-semibold">
            {texts.list}
          </h2>
          <SegmentedControl
            label={texts.show}
            value={shown}
            onValueChange={setShown}
            options={[
              { value: 'all', label: texts.all },
              { value: 'failing', label: texts.onlyFailing },
            ]}
          />
        </div>
        <Card>
          <PagedList
            pages={list}
            isEmpty={rows.length === 0}
            empty={
              <EmptyState
                icon={isFailing ? <CircleCheck /> : <CreditCard />}
                title={isFailing ? texts.noneFailingTitle : texts.emptyTitle}
                body={isFailing ? texts.noneFailingBody : texts.emptyBody}
                className="py-8"
              />
            }
          >
            <ul aria-label={texts.list} className="divide-y divide-line">
              {rows.map((row) => (
                <SubscriptionRow key={row.id} row={row} />
              ))}
            </ul>
          </PagedList>
        </Card>
      </section>
    </Page>
  );
}
