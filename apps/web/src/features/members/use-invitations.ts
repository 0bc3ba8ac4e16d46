'use client';
import type { Invitation, NewInvitation } from '@geko/contracts/members';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';

/**
 * What can be done to a pending invitation. `onLink` is given an invitation whose new link has to be passed on by hand.
 */
export function useInvitations(
  workspaceId: string,
  onLink: (invitation: NewInvitation) => void,
): {
  resend: (invitation: Invitation) => Promise<void>;
  renewLink: (invitation: Invitation) => Promise<void>;
  revoke: (invitation: Invitation) => Promise<void>;
} {
  const { invitations } = useMessages('members');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const { mutateAsync: resendOnServer } = trpc.invitations.resend.useMutation();
  const { mutateAsync: revokeOnServer } = trpc.invitations.revoke.useMutation();
  const { mutateAsync: inviteByEmail } = trpc.invitations.byEmail.useMutation();
  const { mutateAsync: inviteByLink } = trpc.invitations.byLink.useMutation();
  const refresh = (): Promise<void> => utils.invitations.list.invalidate({ workspaceId });
  const fail = (title: string, error: unknown): void =>
    void notify({
      tone: 'danger',
      title,
      description: readError(error)?.message ?? common.networkFailed,
    });
  const renew = async (
    { id }: Invitation,
    show: (invitation: NewInvitation) => void,
  ): Promise<void> => {
    try {
      show(await resendOnServer({ workspaceId, invitationId: id }));
    } catch (error) {
      fail(invitations.resendFailed, error);
    }
    await refresh();
  };

  const inviteAgain = async ({ email, roleId }: Invitation): Promise<void> => {
    try {
      if (email === null) {
        onLink(await inviteByLink({ workspaceId, roleId }));
      } else {
        const sent = await inviteByEmail({ workspaceId, emails: [email], roleId });
        const [again] = sent.invitations;
        if (again?.mail === 'none') onLink(again);
      }
    } catch (error) {
      fail(invitations.restoreFailed, error);
    }
    await refresh();
  };

  return {
    resend: (invitation) =>
      renew(invitation, (renewed) => {
        if (renewed.mail === 'none') onLink(renewed);
        else
          void notify({
            tone: 'success',
            title: fill(invitations.resent, { email: renewed.email ?? '' }),
          });
      }),
    renewLink: (invitation) => renew(invitation, onLink),
    revoke: async (invitation) => {
      await utils.invitations.list.cancel({ workspaceId });
      utils.invitations.list.setData({ workspaceId }, (list) =>
        list?.filter(({ id }) => id !== invitation.id),
      );
      try {
        await revokeOnServer({ workspaceId, invitationId: invitation.id });
        void notify({
          title: fill(invitations.revoked, { whom: invitation.email ?? invitations.linkWhom }),
          action: { label: common.undo, onAction: () => void inviteAgain(invitation) },
        });
      } catch (error) {
        fail(invitations.revokeFailed, error);
      }
      await refresh();
    },
  };
}
