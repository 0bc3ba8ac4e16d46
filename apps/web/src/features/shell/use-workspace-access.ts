'use client';
import type { MyWorkspace } from '@geko/contracts/auth';
import { useRouter } from 'next/navigation';
import { useEffect, useEffectEvent, useRef, useSyncExternalStore } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import { onRefusal, workspaceLosses, type Loss } from './workspace-access.ts';
import { useWorkspace } from './workspace-context.tsx';

function isSameRole(one: MyWorkspace, other: MyWorkspace): boolean {
  return one.roleId === other.roleId && one.permissions.join() === other.permissions.join();
}

/**
 * Whether the open workspace is lost. After a refusal it asks who I am by now: a role that changed is shown at once
 * everywhere, a membership that ended is a loss.
 */
export function useWorkspaceAccess(): Loss | null {
  const { access } = useMessages('shell');
  const { workspace } = useWorkspace();
  const router = useRouter();
  const utils = trpc.useUtils();
  const isAsking = useRef(false);
  /** The role that was told of last: while the layout is on its way, further refusals are no news. */
  const told = useRef<MyWorkspace | null>(null);
  const loss = useSyncExternalStore(
    workspaceLosses.subscribe,
    () => workspaceLosses.get(workspace.id),
    () => null,
  );
  const ask = useEffectEvent(async (): Promise<void> => {
    if (isAsking.current) return;
    isAsking.current = true;
    try {
      const me = await utils.auth.me.fetch(undefined, { staleTime: 0 });
      const now = me.workspaces.find(({ id }) => id === workspace.id);
      if (now === undefined) {
        if (workspaceLosses.get(workspace.id) === null)
          workspaceLosses.set(workspace.id, { kind: 'removed' });
      } else if (!isSameRole(now, workspace) && !(told.current && isSameRole(now, told.current))) {
        told.current = now;
        // The layout, which the server draws, hands the new role to everything below.
        router.refresh();
        void notify({
          title: fill(access.roleChanged, { role: now.roleName }),
          description: access.roleChangedBody,
        });
      }
    } catch {
      // The network is away, or the session has ended: the query cache sees to that.
    } finally {
      isAsking.current = false;
    }
  });
  useEffect(() => onRefusal(() => void ask()), []);
  return loss;
}
