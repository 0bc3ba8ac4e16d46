'use client';
import { Button } from '@geko/ui/button';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import type { ApiKey } from '@geko/contracts/api-keys';
import { ChevronRight, KeyRound, Plus } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { ConnectCard } from './connect-card.tsx';
import { KeyRow } from './key-row.tsx';

const CreateKeyDialog = lazy(async () => ({
  default: (await import('./create-key-dialog.tsx')).CreateKeyDialog,
}));
const EditKeyDialog = lazy(async () => ({
  default: (await import('./edit-key-dialog.tsx')).EditKeyDialog,
}));
const RevokeKey = lazy(async () => ({ default: (await import('./revoke-key.tsx')).RevokeKey }));
const LimitKey = lazy(async () => ({ default: (await import('./limit-key.tsx')).LimitKey }));

/** What is open over the panel. */
type Opened = { kind: 'create' } | { kind: 'edit' | 'limit' | 'revoke'; key: ApiKey } | null;

/** The keys of one's own programs, everybody's for who manages keys; and how a program is given one. */
export function ApiKeysPanel() {
  const texts = useMessages('apiKeys');
  const common = useMessages('common');
  const { workspace, can } = useWorkspace();
  const [opened, setOpened] = useState<Opened>(null);
  const createButton = useRef<HTMLButtonElement>(null);
  const close = (): void => setOpened(null);
  const list = trpc.apiKeys.list.useQuery({ workspaceId: workspace.id });
  const keys = list.data?.keys ?? [];
  const live = keys.filter(({ status }) => status === 'active');
  const ended = keys.filter(({ status }) => status !== 'active');
  const rows = (some: readonly ApiKey[]) =>
    some.map((key) => (
      <KeyRow key={key.id} apiKey={key} onOpen={(kind) => setOpened({ kind, key })} />
    ));
  return (
    <div className="flex flex-col gap-6">
      <Card>
        <CardHeader className="max-sm:grid-cols-1">
          <CardTitle>{texts.title}</CardTitle>
          <CardDescription>{can('apikey:manage') ? texts.leadManager : texts.lead}</CardDescription>
          <CardActions className="max-sm:col-start-1 max-sm:row-start-3 max-sm:mt-2">
            <Button ref={createButton} onClick={() => setOpened({ kind: 'create' })}>
              <Plus aria-hidden />
              {texts.create}
            </Button>
          </CardActions>
        </CardHeader>
        {list.isPending ? (
          <div role="status" aria-label={common.loading} className="flex flex-col gap-4 px-5 pb-5">
            {[0, 1, 2].map((row) => (
              <Skeleton key={row} className="h-16" />
            ))}
          </div>
        ) : list.isError && list.data === undefined ? (
          <QueryError error={list.error} onRetry={() => void list.refetch()} />
        ) : live.length === 0 ? (
          <EmptyState
            icon={<KeyRound />}
            title={texts.empty.title}
            body={texts.empty.body}
            className="pt-6"
          />
        ) : (
          <ul aria-label={texts.list}>{rows(live)}</ul>
        )}
        {ended.length === 0 ? null : (
          <details className="group border-t border-line">
            <summary className="flex h-12 cursor-pointer list-none items-center gap-2 px-4 text-sm font-medium text-muted sm:px-5 [&::-webkit-details-marker]:hidden">
              <ChevronRight
                aria-hidden
                className="size-4 shrink-0 text-subtle transition-transform duration-100 group-open:rotate-90 rtl:-scale-x-100"
              />
              {plural(texts.ended, ended.length)}
            </summary>
            <ul>{rows(ended)}</ul>
          </details>
        )}
      </Card>
      <ConnectCard />
      <Suspense>
        {opened?.kind === 'create' ? (
          <CreateKeyDialog returnTo={createButton} onClose={close} />
        ) : null}
        {opened?.kind === 'edit' ? <EditKeyDialog edited={opened.key} onClose={close} /> : null}
        {opened?.kind === 'limit' ? <LimitKey keyId={opened.key.id} onClose={close} /> : null}
        {opened?.kind === 'revoke' ? <RevokeKey revoked={opened.key} onClose={close} /> : null}
      </Suspense>
    </div>
  );
}
