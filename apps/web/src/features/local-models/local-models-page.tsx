'use client';
import { Callout } from '@geko/ui/callout';
import { Card } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import type { ServerModels } from '@geko/contracts/local-models';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { liveApi } from '../live/live-api.ts';
import { useStream } from '../live/use-stream.ts';
import { Page } from '../shell/page.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { LocalModelRow } from './local-model-row.tsx';
import { useServerDoings } from './use-server-doings.ts';

/** The models of this server, as it tells of them while the page is open. */
export function LocalModelsPage() {
  const texts = useMessages('localModels');
  const common = useMessages('common');
  const doings = useServerDoings();
  const utils = trpc.useUtils();
  const { data, error, isError, refetch } = trpc.localModels.list.useQuery();
  const stream = useStream<ServerModels>(
    (told) => liveApi.localModels.follow.subscribe(undefined, told),
    { onEvent: (told) => utils.localModels.list.setData(undefined, told) },
  );
  return (
    <Page title={texts.title} lead={texts.lead}>
      {stream.error === null ? null : <QueryError error={stream.error} onRetry={stream.retry} />}
      {stream.connection === 'reconnecting' ? (
        <p role="status" className="pb-3 text-sm text-muted">
          {texts.reconnecting}
        </p>
      ) : null}
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
