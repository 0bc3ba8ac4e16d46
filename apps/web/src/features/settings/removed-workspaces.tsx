'use client';
import { Avatar } from '@geko/ui/avatar';
import { Button } from '@geko/ui/button';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { RemovedWorkspace } from '@geko/contracts/workspace';
import { useRouter } from 'next/navigation';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';

/** Workspaces of mine that are deleted and can still be brought back; nothing where there are none. */
export function RemovedWorkspaces() {
  const { removed } = useMessages('settings');
  const common = useMessages('common');
  const format = useFormat();
  const router = useRouter();
  const list = trpc.workspace.listRemoved.useQuery();
  const restore = trpc.workspace.restore.useMutation({
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: removed.restoreFailed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  });
  const bringBack = ({ id, name }: RemovedWorkspace): void =>
    restore.mutate(
      { workspaceId: id },
      {
        onSuccess: () => {
          void list.refetch();
          // The switcher's list stands in the layout, which the server draws.
          router.refresh();
          void notify({
            tone: 'success',
            title: fill(removed.restored, { workspace: name }),
            action: { label: removed.open, onAction: () => router.push(`/w/${id}`) },
          });
        },
      },
    );
  if (list.data === undefined || list.data.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{removed.title}</CardTitle>
        <CardDescription>{removed.lead}</CardDescription>
      </CardHeader>
      <ul>
        {list.data.map((one) => (
          <li
            key={one.id}
            className="flex items-center gap-3 border-t border-line px-4 py-3 sm:px-5"
          >
            <Avatar name={one.name} shape="square" isDecorative />
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm font-medium">{one.name}</p>
              <p className="text-xs leading-5 text-muted">
                {fill(removed.until, {
                  deleted: format.date(one.deletedAt),
                  purged: format.date(one.purgeAfter),
                })}
              </p>
            </div>
            <Button
              variant="secondary"
              size="sm"
              aria-label={fill(removed.restoreLabel, { workspace: one.name })}
              isLoading={restore.isPending && restore.variables.workspaceId === one.id}
              onClick={() => bringBack(one)}
            >
              {removed.restore}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
