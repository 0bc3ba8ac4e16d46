'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import type { NewInvitation } from '@geko/contracts/members';
import type { SubmitEvent } from 'react';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { InviteRole, useInviteRole } from './invite-role.tsx';

/** Makes a link for whoever holds it. */
export function InviteByLinkForm({ onDone }: { onDone: (invitation: NewInvitation) => void }) {
  const { dialog } = useMessages('members');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const role = useInviteRole();
  const create = trpc.invitations.byLink.useMutation({
    onSuccess: (invitation) => {
      void utils.invitations.list.invalidate({ workspaceId: workspace.id });
      onDone(invitation);
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (role.roleId === null || create.isPending) return;
    create.mutate({ workspaceId: workspace.id, roleId: role.roleId });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {create.error === null ? null : (
        <Callout tone="danger" role="alert">
          {readError(create.error)?.message ?? common.networkFailed}
        </Callout>
      )}
      <p className="text-sm leading-5 text-muted">{dialog.linkLead}</p>
      <InviteRole choice={role} />
      <Button type="submit" isLoading={create.isPending} className="sm:self-end">
        {dialog.createLink}
      </Button>
    </form>
  );
}
