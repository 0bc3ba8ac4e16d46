'use client';
import type { CreateLimit, Limit } from '@geko/contracts/limits';
import { useRef } from 'react';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { useLimitList } from './use-limit-list.ts';

/** Sets a limit. Another try after a lost answer carries the same id, so that it cannot set two. */
export function useCreateLimit(onCreated: (limit: Limit) => void): {
  create: (facts: Omit<CreateLimit, 'workspaceId' | 'id'>) => void;
  isCreating: boolean;
  error: unknown;
} {
  const { workspace } = useWorkspace();
  const { put, hold, refresh } = useLimitList();
  const sent = useRef<{ facts: string; id: string } | null>(null);
  const { mutate, isPending, error } = trpc.limits.create.useMutation({
    onSuccess: (limit) => {
      hold();
      put(limit);
      onCreated(limit);
    },
    onSettled: refresh,
  });
  return {
    create: (facts) => {
      const same = JSON.stringify(facts);
      if (sent.current?.facts !== same) sent.current = { facts: same, id: newId() };
      mutate({ workspaceId: workspace.id, id: sent.current.id, ...facts });
    },
    isCreating: isPending,
    error,
  };
}
