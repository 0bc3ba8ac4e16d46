'use client';
import { Callout } from '@geko/ui/callout';
import { Card } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import type { LocalModel } from '@geko/contracts/local-models';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { LocalModelRow } from './local-model-row.tsx';
import { useServerDoings } from './use-server-doings.ts';

const BUSY_MS = 1_000;
const IDLE_MS = 10_000;

const isBusy = ({ status: { state } }: LocalModel) =>
  state === 'waiting' || state === 'downloading' || state === 'checking';

/** The models of this server; asked for every second while one of them is on its way. */
export function LocalModelsPage() {
  const texts = useMessages('localModels');
  const common = useMessages('common');
  const doings = useServerDoings();
  const { data, error, isError, refetch } = trpc.localModels.list.useQuery(undefined, {
    refetchInterval: ({ state }) => (state.data?.models.some(isBusy) ? BUSY_MS : IDLE_MS),
  });
  return (
    <Page title={texts.title} lead={texts.lead}>
      {data === undefined && isError ? (
        <QueryError error={error} onRetry={() => void refetch()} />
      ) : null}
      {data === undefined && !isError ? (
        <div role="status" aria-label={common.loading}>
          <Skeleton className="h-72 rounded-xl" />
        </div>
      ) : null}
      {data?.isOffered === false ? (
        <Callout tone="neutral" title={texts.missing.title}>
          {texts.missing.body}
        </Callout>
      ) : null}
      {data?.isOffered ? (
        <Card>
          <ul aria-label={texts.list} className="divide-y divide-line">
            {data.models.map((model) => (
              <LocalModelRow key={model.id} model={model} doings={doings} />
            ))}
          </ul>
        </Card>
      ) : null}
    </Page>
  );
}
