'use client';
import { Avatar } from '@geko/ui/avatar';
import { Button } from '@geko/ui/button';
import { EmptyState } from '@geko/ui/empty-state';
import { DoorOpen, Trash2, UserRoundX } from 'lucide-react';
import Link from 'next/link';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { iconPath } from '../pictures/picture-path.ts';
import { notify } from '../toasts/notify.ts';
import type { Loss } from './workspace-access.ts';
import { useWorkspace } from './workspace-context.tsx';

/** Stands where a workspace was that this person has lost, left or deleted: what happened, and where to go. */
export function WorkspaceGone({ loss }: { loss: Loss }) {
  const { access } = useMessages('shell');
  const { me, workspace } = useWorkspace();
  const format = useFormat();
  const others = me.workspaces.filter(({ id }) => id !== workspace.id);
  const words = { workspace: workspace.name };
  const goOn =
    others.length > 0 ? undefined : (
      <Button asChild>
        <Link href="/welcome">{access.welcome}</Link>
      </Button>
    );
  return (
    <main id="content" className="flex h-full flex-1 flex-col items-center overflow-y-auto py-10">
      <div className="my-auto w-full max-w-sm">
        {loss.kind === 'deleted' ? (
          <EmptyState
            icon={<Trash2 />}
            title={fill(access.deletedTitle, words)}
            body={fill(access.deletedBody, { date: format.date(loss.purgeAfter) })}
            action={
              <>
                <BringBack workspaceId={workspace.id} />
                {goOn}
              </>
            }
            className="pb-8"
          />
        ) : (
          <EmptyState
            icon={loss.kind === 'left' ? <DoorOpen /> : <UserRoundX />}
            title={fill(loss.kind === 'left' ? access.leftTitle : access.removedTitle, words)}
            body={loss.kind === 'left' ? access.leftBody : access.removedBody}
            action={goOn}
            className="pb-8"
          />
        )}
        {others.length === 0 ? null : (
          <nav aria-label={access.otherWorkspaces} className="px-4">
            <h2 className="mb-2 text-xs font-medium text-subtle">{access.otherWorkspaces}</h2>
            <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-xs">
              {others.map((one) => (
                <li key={one.id}>
                  <Link
                    href={`/w/${one.id}`}
                    className="flex items-center gap-3 px-3.5 py-2.5 text-sm hover:bg-hover"
                  >
                    <Avatar
                      name={one.name}
                      image={iconPath(one.id, one.iconId)}
                      shape="square"
                      size="sm"
                      isDecorative
                    />
                    <span className="min-w-0 flex-1 truncate font-medium">{one.name}</span>
                    <span className="truncate text-xs text-subtle">{one.roleName}</span>
                  </Link>
                </li>
              ))}
            </ul>
          </nav>
        )}
      </div>
    </main>
  );
}

/** Takes the deletion back, and opens the workspace anew. */
function BringBack({ workspaceId }: { workspaceId: string }) {
  const { access } = useMessages('shell');
  const common = useMessages('common');
  const restore = trpc.workspace.restore.useMutation({
    onSuccess: () => window.location.assign(`/w/${workspaceId}/settings`),
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: access.bringBackFailed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  });
  return (
    <Button
      variant="secondary"
      isLoading={restore.isPending || restore.isSuccess}
      onClick={() => restore.mutate({ workspaceId })}
    >
      {access.bringBack}
    </Button>
  );
}
