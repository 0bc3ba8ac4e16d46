'use client';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import type { NewInvitation } from '@geko/contracts/members';
import { lazy, Suspense, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { InvitationRow } from './invitation-row.tsx';
import { useInvitations } from './use-invitations.ts';

const NewLinkDialog = lazy(async () => ({
  default: (await import('./new-link-dialog.tsx')).NewLinkDialog,
}));

/** How often the list is asked again while a mail is on its way. */
const POLL_MS = 5000;

/** Who was invited and has not come yet. */
export function InvitationsCard() {
  const { invitations } = useMessages('members');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const [shown, setShown] = useState<NewInvitation | null>(null);
  const list = trpc.invitations.list.useQuery(
    { workspaceId: workspace.id },
    {
      refetchInterval: ({ state }) =>
        state.data?.some(({ mail }) => mail === 'queued') === true ? POLL_MS : false,
    },
  );
  const { resend, renewLink, revoke } = useInvitations(workspace.id, setShown);
  return (
    <Card>
      <CardHeader>
        <CardTitle>{invitations.title}</CardTitle>
        <CardDescription>
          {list.data?.length === 0 ? invitations.empty : invitations.lead}
        </CardDescription>
      </CardHeader>
      {list.data !== undefined ? (
        <ul aria-label={invitations.title}>
          {list.data.map((invitation) => (
            <InvitationRow
              key={invitation.id}
              invitation={invitation}
              onResend={() => void resend(invitation)}
              onRenewLink={() => void renewLink(invitation)}
              onRevoke={() => void revoke(invitation)}
            />
          ))}
        </ul>
      ) : list.isError ? (
        <QueryError error={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <div role="status" aria-label={common.loading} className="px-5 pb-5">
          <Skeleton className="h-10" />
        </div>
      )}
      <Suspense>
        {shown === null ? null : (
          <NewLinkDialog invitation={shown} onClose={() => setShown(null)} />
        )}
      </Suspense>
    </Card>
  );
}
