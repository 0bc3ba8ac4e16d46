'use client';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { askDesktop, hasDesktop } from '../desktop/desktop.ts';
import { notify } from '../toasts/notify.ts';

/** Ends this session and leaves for the sign-in page; says so when the server did not answer. */
export function useSignOut(): { signOut: () => void; isPending: boolean } {
  const shell = useMessages('shell');
  const common = useMessages('common');
  const tell = (error: unknown): void =>
    void notify({
      tone: 'danger',
      title: shell.signOutFailed,
      description: readError(error)?.message ?? common.networkFailed,
    });
  const { mutate, isPending } = trpc.auth.logout.useMutation({
    // A whole page load: nothing of this session may stay in memory.
    onSuccess: () => window.location.assign('/sign-in'),
    onError: tell,
  });
  const leave = (): void => {
    if (!hasDesktop()) mutate();
    // The shell ends the session, wipes what it keeps of the person, and leaves for the sign-in page itself.
    else askDesktop('signOut').catch((error: unknown) => tell(error));
  };
  return { signOut: leave, isPending };
}
