'use client';
import { Button } from '@geko/ui/button';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Input } from '@geko/ui/input';
import { SegmentedControl } from '@geko/ui/segmented-control';
import { Skeleton } from '@geko/ui/skeleton';
import type { ModelCandidate } from '@geko/contracts/prices';
import { Search, Upload } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { CandidateRow } from './candidate-row.tsx';
import { useDismiss } from './use-dismiss.ts';

const ImportDialog = lazy(async () => ({
  default: (await import('./import-dialog.tsx')).ImportDialog,
}));
const PublishDialog = lazy(async () => ({
  default: (await import('./publish-dialog.tsx')).PublishDialog,
}));

const statuses = ['candidate', 'quarantined', 'dismissed', 'published'] as const;
type Status = (typeof statuses)[number];

/** What imported price lists brought: to publish, to check, or to put aside. */
export function PricesPanel() {
  const { prices: words } = useMessages('admin');
  const common = useMessages('common');
  const format = useFormat();
  const [status, setStatus] = useState<Status>('candidate');
  const [search, setSearch] = useState('');
  const [isImporting, setImporting] = useState(false);
  const [published, setPublished] = useState<ModelCandidate | null>(null);
  const { dismiss, isDismissing } = useDismiss();
  const { data, error, isError, refetch } = trpc.money.candidates.useQuery(
    { status },
    { placeholderData: (before) => before },
  );
  const query = search.trim().toLowerCase();
  // What is shown while another status is fetched is not of that status.
  const rows = (data?.candidates ?? []).filter(
    ({ facts, status: own }) =>
      own === status &&
      `${facts.name} ${facts.provider}/${facts.upstreamModel}`.toLowerCase().includes(query),
  );
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <p className="max-w-2xl text-sm leading-5 text-muted">{words.lead}</p>
        <Button variant="secondary" aria-haspopup="dialog" onClick={() => setImporting(true)}>
          <Upload aria-hidden />
          {words.import}
        </Button>
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <div className="max-w-full overflow-x-auto">
          <SegmentedControl
            label={words.status}
            className="w-max whitespace-nowrap"
            value={status}
            onValueChange={setStatus}
            options={statuses.map((one) => ({
              value: one,
              label: `${words.statuses[one]} ${format.count(data?.counts[one] ?? 0)}`,
            }))}
          />
        </div>
        <div className="w-full sm:w-56">
          <Input
            type="search"
            icon={<Search />}
            aria-label={words.search}
            placeholder={words.search}
            value={search}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      </div>
      {data === undefined ? (
        isError ? (
          <QueryError error={error} onRetry={() => void refetch()} />
        ) : (
          <div role="status" aria-label={common.loading}>
            <Skeleton className="h-72 rounded-xl" />
          </div>
        )
      ) : rows.length === 0 ? (
        <EmptyState
          title={query === '' ? words.empty[status] : words.noneFits}
          {...(status === 'candidate' && query === '' ? { body: words.emptyBody } : {})}
        />
      ) : (
        <Card>
          <ul aria-label={words.statuses[status]} className="divide-y divide-line">
            {rows.map((candidate) => (
              <CandidateRow
                key={candidate.id}
                candidate={candidate}
                isBusy={isDismissing}
                onPublish={() => setPublished(candidate)}
                onDismiss={(isDismissed) => dismiss(candidate, isDismissed)}
              />
            ))}
          </ul>
        </Card>
      )}
      <Suspense>
        {isImporting ? <ImportDialog onClose={() => setImporting(false)} /> : null}
        {published === null ? null : (
          <PublishDialog candidate={published} onClose={() => setPublished(null)} />
        )}
      </Suspense>
    </div>
  );
}
