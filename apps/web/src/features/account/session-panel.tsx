'use client';
import { AlertDialog } from '@geko/ui/alert-dialog';
import { Button } from '@geko/ui/button';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { notify } from '../toasts/notify.ts';
import { SessionRow } from './session-row.tsx';

/** Where I am signed in; one session, or all but this one, can be ended. */
export function SessionPanel() {
  const texts = useMessages('account');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const sessions = trpc.auth.listSessions.useQuery();
  /** Takes sessions off the list at once; they come back when the server keeps them. */
  const without = async (isGone: (id: string, isCurrent: boolean) => boolean) => {
    await utils.auth.listSessions.cancel();
    const before = utils.auth.listSessions.getData();
    utils.auth.listSessions.setData(undefined, (list) =>
      list?.filter(({ id, isCurrent }) => !isGone(id, isCurrent)),
    );
    return { before };
  };
  const onError = (
    error: unknown,
    _input: unknown,
    context: Awaited<ReturnType<typeof without>> | undefined,
  ): void => {
    utils.auth.listSessions.setData(undefined, context?.before);
    void notify({
      tone: 'danger',
      title: texts.revokeFailed,
      description: readError(error)?.message ?? common.networkFailed,
    });
  };
  const onSettled = () => void utils.auth.listSessions.invalidate();
  const revoke = trpc.auth.revokeSession.useMutation({
    onMutate: ({ sessionId }) => without((id) => id === sessionId),
    onError,
    onSettled,
  });
  const revokeOthers = trpc.auth.revokeOtherSessions.useMutation({
    onMutate: () => without((_, isCurrent) => !isCurrent),
    onSuccess: () => void notify({ tone: 'success', title: texts.othersRevoked }),
    onError,
    onSettled,
  });
  const hasOthers = sessions.data?.some(({ isCurrent }) => !isCurrent) ?? false;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.sessionsTitle}</CardTitle>
        {sessions.data === undefined || hasOthers ? null : (
          <CardDescription>{texts.onlyHere}</CardDescription>
        )}
        {hasOthers ? (
          <CardActions className="max-sm:col-span-2 max-sm:col-start-1 max-sm:row-start-2">
            <AlertDialog
              trigger={
                <Button variant="secondary" size="sm">
                  {texts.revokeOthers}
                </Button>
              }
              title={texts.revokeOthersTitle}
              description={texts.revokeOthersBody}
              confirmLabel={texts.revokeOthers}
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
              onRevoke={(device) =>
                revoke.mutate(
                  { sessionId: session.id },
                  {
                    onSuccess: () =>
                      void notify({ tone: 'success', title: fill(texts.revoked, { device }) }),
                  },
                )
              }
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
