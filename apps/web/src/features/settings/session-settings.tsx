'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import { Button } from '@geko/ui/button';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { notify } from '../toasts/notify.ts';
import { SessionRow } from './session-row.tsx';

/** Where I am signed in; one session, or all but this one, can be ended. */
export function SessionSettings() {
  const settings = useMessages('settings');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const sessions = trpc.auth.listSessions.useQuery();
  const outcome = {
    onSuccess: async () => {
      await utils.auth.listSessions.invalidate();
      await notify({ tone: 'success', title: settings.revoked });
    },
    onError: (error: unknown) =>
      void notify({
        tone: 'danger',
        title: settings.revokeFailed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  };
  const revoke = trpc.auth.revokeSession.useMutation(outcome);
  const revokeOthers = trpc.auth.revokeOtherSessions.useMutation(outcome);
  const hasOthers = sessions.data?.some(({ isCurrent }) => !isCurrent) ?? false;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{settings.sessionsTitle}</CardTitle>
        <CardDescription>{settings.sessionsLead}</CardDescription>
        {hasOthers ? (
          <CardActions className="max-sm:col-span-2 max-sm:col-start-1 max-sm:row-start-3">
            <AlertDialog
              trigger={
                <Button variant="secondary" size="sm" isLoading={revokeOthers.isPending}>
                  {settings.revokeOthers}
                </Button>
              }
              title={settings.revokeOthersTitle}
              description={settings.revokeOthersBody}
              confirmLabel={settings.revokeOthers}
              cancelLabel={common.cancel}
              onConfirm={() => revokeOthers.mutate()}
            />
          </CardActions>
        ) : null}
      </CardHeader>
      {sessions.data !== undefined ? (
        <ul>
          {sessions.data.map((session) => (
            <SessionRow
              key={session.id}
              session={session}
              isRevoking={revoke.isPending && revoke.variables.sessionId === session.id}
              onRevoke={() => revoke.mutate({ sessionId: session.id })}
            />
          ))}
        </ul>
      ) : sessions.isError ? (
        <QueryError error={sessions.error} onRetry={() => void sessions.refetch()} />
      ) : (
        <div role="status" aria-label={common.loading} className="px-5 pb-5">
          <Skeleton className="h-12" />
        </div>
      )}
    </Card>
  );
}
