'use client';
import { Callout } from '@geko/ui/callout';
import { Skeleton } from '@geko/ui/skeleton';
import { lazy, Suspense, useRef, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { FallbacksCard } from './fallbacks-card.tsx';
import { KeylessProviders } from './keyless-providers.tsx';
import type { Open, Opened } from './opened.ts';
import { ProviderCard } from './provider-card.tsx';

const KeyDialogs = lazy(async () => ({ default: (await import('./key-dialogs.tsx')).KeyDialogs }));

const ASK_AGAIN_MS = 5_000;

/** The pool of provider keys, by provider; fetched anew every 5 s while it is looked at. */
export function ProviderKeysPage() {
  const texts = useMessages('providerKeys');
  const common = useMessages('common');
  const [opened, setOpened] = useState<Opened | null>(null);
  const opener = useRef<HTMLElement>(null);
  const { data, error, isError, refetch } = trpc.providerKeys.list.useQuery(undefined, {
    refetchInterval: ASK_AGAIN_MS,
  });
  const open: Open = (next, from) => {
    opener.current = from;
    setOpened(next);
  };
  const withKeys = data?.providers.filter(({ keys, isEnabled }) => keys.length > 0 || !isEnabled);
  const withoutKeys = data?.providers.filter((one) => withKeys?.includes(one) === false);
  return (
    <Page title={texts.title} lead={texts.lead}>
      {isError && data !== undefined ? (
        <Callout tone="warning" role="status">
          {texts.stale}
        </Callout>
      ) : null}
      {data === undefined ? (
        isError ? (
          <QueryError error={error} onRetry={() => void refetch()} />
        ) : (
          <div role="status" aria-label={common.loading} className="flex flex-col gap-6">
            {[0, 1, 2].map((card) => (
              <Skeleton key={card} className="h-56 rounded-xl" />
            ))}
          </div>
        )
      ) : (
        <>
          {withKeys?.map((provider) => (
            <ProviderCard key={provider.id} provider={provider} onOpen={open} />
          ))}
          {withoutKeys?.length === 0 ? null : (
            <KeylessProviders ids={withoutKeys?.map(({ id }) => id) ?? []} onOpen={open} />
          )}
        </>
      )}
      {data === undefined ? null : <FallbacksCard />}
      <Suspense>
        {opened === null || data === undefined ? null : (
          <KeyDialogs
            opened={opened}
            canSeal={data.canSeal}
            returnTo={opener}
            onClose={() => setOpened(null)}
          />
        )}
      </Suspense>
    </Page>
  );
}
