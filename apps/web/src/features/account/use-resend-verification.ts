'use client';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';

/** Sends the link that confirms this address once more, and says how that went. */
export function useResendVerification(email: string): { send: () => void; isPending: boolean } {
  const { verifyBanner: texts } = useMessages('shell');
  const common = useMessages('common');
  const { mutate, isPending } = trpc.account.resendVerification.useMutation({
    onSuccess: () => void notify({ tone: 'success', title: fill(texts.resent, { email }) }),
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: texts.resendFailed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  });
  return {
    send: () => {
      if (!isPending) mutate();
    },
    isPending,
  };
}
