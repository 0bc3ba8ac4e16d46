'use client';
import { useMutation } from '@tanstack/react-query';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import type { KeyFacts } from './key-draft.ts';

/** A key that has just been made, with what is told only now. */
export type NewKey = { name: string; secret: string };

/**
 * Makes a key. Its secret goes to `onCreated` and nowhere else: of an answer that passes by, React Query keeps nothing. So
 * another try after a lost answer makes another key; the lost one stands in the list, to be revoked.
 */
export function useCreateKey(onCreated: (key: NewKey) => void): {
  create: (facts: KeyFacts) => void;
  isCreating: boolean;
  error: unknown;
} {
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const workspaceId = workspace.id;
  const { mutate, isPending, error } = useMutation({
    mutationFn: async (facts: KeyFacts) => {
      const { key, secret } = await utils.client.apiKeys.create.mutate({
        workspaceId,
        id: newId(),
        ...facts,
      });
      onCreated({ name: key.name, secret });
    },
    onSettled: () => void utils.apiKeys.list.invalidate({ workspaceId }),
  });
  return { create: (facts) => mutate(facts), isCreating: isPending, error };
}
