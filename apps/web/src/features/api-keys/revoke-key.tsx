'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import type { ApiKey } from '@geko/contracts/api-keys';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';

/** Asks, and then ends a key for good. */
export function RevokeKey({ revoked: key, onClose }: { revoked: ApiKey; onClose: () => void }) {
  const { revocation, secretEnd } = useMessages('apiKeys');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const workspaceId = workspace.id;
  const words = { key: key.name };
  const revoke = trpc.apiKeys.revoke.useMutation({
    onSuccess: async () => {
      void notify({ tone: 'success', title: fill(revocation.done, words) });
      await utils.apiKeys.list.invalidate({ workspaceId });
    },
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: fill(revocation.failed, words),
        description: readError(error)?.message ?? common.networkFailed,
      }),
    onSettled: onClose,
  });
  return (
    <AlertDialog
      isOpen
      onOpenChange={onClose}
      title={fill(revocation.title, words)}
      description={fill(revocation.body, { secret: fill(secretEnd, { lastFour: key.lastFour }) })}
      confirmLabel={revocation.confirm}
      cancelLabel={common.cancel}
      isConfirming={revoke.isPending}
      onConfirm={() => revoke.mutate({ workspaceId, id: key.id })}
    />
  );
}
