'use client';
import type { CreateRole, Role } from '@geko/contracts/roles';
import { useRouter } from 'next/navigation';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';

/** Creates a role, or (given one) changes it, and refreshes what shows roles. */
export function useSaveRole(
  role: Role | null,
  onSaved: () => void,
): {
  save: (words: Omit<CreateRole, 'workspaceId'>) => void;
  isSaving: boolean;
  error: unknown;
} {
  const { dialog } = useMessages('roles');
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const router = useRouter();
  const workspaceId = workspace.id;
  const onSuccess = (saved: Role): void => {
    void utils.roles.list.invalidate({ workspaceId });
    void utils.members.invalidate();
    // It may be my own role, whose permissions the layout hands out.
    router.refresh();
    void notify({
      tone: 'success',
      title: fill(role === null ? dialog.created : dialog.saved, { role: saved.name }),
    });
    onSaved();
  };
  const create = trpc.roles.create.useMutation({ onSuccess });
  const update = trpc.roles.update.useMutation({ onSuccess });
  return {
    save: (words) =>
      role === null
        ? create.mutate({ workspaceId, ...words })
        : update.mutate({ workspaceId, roleId: role.roleId, ...words }),
    isSaving: create.isPending || update.isPending,
    error: create.error ?? update.error,
  };
}
