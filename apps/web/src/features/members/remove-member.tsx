'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import type { Member } from '@geko/contracts/members';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import type { MembersQuery } from './members-query.ts';

/** Asks, and then ends a membership; there is no way back but a new invitation. */
export function RemoveMember({
  member,
  query,
  onClose,
}: {
  member: Member;
  query: MembersQuery;
  onClose: () => void;
}) {
  const members = useMessages('members');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const { workspaceId } = query;
  const words = { name: member.name };
  const remove = trpc.members.remove.useMutation({
    onSuccess: async () => {
      void notify({ tone: 'success', title: fill(members.removed, words) });
      void utils.roles.list.invalidate({ workspaceId });
      await utils.members.list.invalidate({ workspaceId });
    },
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: fill(members.removeFailed, words),
        description: readError(error)?.message ?? common.networkFailed,
      }),
    onSettled: onClose,
  });
  return (
    <AlertDialog
      isOpen
      onOpenChange={onClose}
      title={fill(members.removeTitle, words)}
      description={members.removeBody}
      confirmLabel={members.removeConfirm}
      cancelLabel={common.cancel}
      isConfirming={remove.isPending}
      onConfirm={() => remove.mutate({ workspaceId, userId: member.userId })}
    />
  );
}
