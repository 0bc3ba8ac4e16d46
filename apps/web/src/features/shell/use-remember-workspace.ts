'use client';
import { useEffect } from 'react';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from './workspace-context.tsx';

/** Makes the open workspace the one that the next sign-in opens. */
export function useRememberWorkspace(): void {
  const { me, workspace } = useWorkspace();
  const { mutate } = trpc.workspace.switch.useMutation();
  const isRemembered = me.lastWorkspaceId === workspace.id;
  useEffect(() => {
    if (!isRemembered) mutate({ workspaceId: workspace.id });
  }, [isRemembered, mutate, workspace.id]);
}
