'use client';
import { Skeleton } from '@geko/ui/skeleton';
import type { ApiKey } from '@geko/contracts/api-keys';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { PickField } from './pick-field.tsx';

/** Chooses an API key that is in use. */
export function KeyPick({
  value,
  onChange,
  error,
}: {
  value: string | null;
  onChange: (keyId: string) => void;
  error: string | undefined;
}) {
  const { dialog } = useMessages('limits');
  const { workspace } = useWorkspace();
  const list = trpc.apiKeys.list.useQuery({ workspaceId: workspace.id });
  if (list.data === undefined) {
    return list.isError ? (
      <QueryError error={list.error} onRetry={() => void list.refetch()} />
    ) : (
      <Skeleton className="h-56 rounded-lg" />
    );
  }
  const items = list.data.keys
    .filter(({ status }) => status === 'active')
    .map((key) => ({
      id: key.id,
      value: key,
      label: key.name,
      keywords: `${key.lastFour} ${key.userName}`,
    }));
  return (
    <PickField<ApiKey>
      label={dialog.key}
      placeholder={dialog.chooseKey}
      groups={[{ id: 'keys', label: dialog.key, items }]}
      value={value}
      onChange={onChange}
      error={error}
      labels={{ search: dialog.searchKeys, list: dialog.key, empty: dialog.noKey }}
      renderItem={({ value: { name, lastFour, userName } }) => (
        <span className="min-w-0">
          <span className="block truncate">{name}</span>
          <span className="block truncate text-xs text-subtle">
            gk_…{lastFour} · {userName}
          </span>
        </span>
      )}
    />
  );
}
