'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { workspaceLosses } from '../shell/workspace-access.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';

/** Asks, and then ends my own membership. */
export function LeaveWorkspace({ onClose }: { onClose: () => void }) {
  const members = useMessages('members');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const leave = trpc.members.leave.useMutation({
    onSuccess: () => workspaceLosses.set(workspace.id, { kind: 'left' }),
    onError: (error) => {
      onClose();
      void notify({
        tone: 'danger',
        title: members.leaveFailed,
        description: readError(error)?.message ?? common.networkFailed,
      });
    },
  });
  const words = { workspace: workspace.name };
  return (
    <AlertDialog
      isOpen
      onOpenChange={onClose}
      title={fill(members.leaveTitle, words)}
      description={members.leaveBody}
      confirmLabel={members.leaveConfirm}
      cancelLabel={common.cancel}
      isConfirming={leave.isPending || leave.isSuccess}
      onConfirm={() => leave.mutate({ workspaceId: workspace.id })}
    />
  );
}
