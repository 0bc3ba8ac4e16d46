'use client';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';

/** What follows whatever was asked of a local model: the list anew, or why it was not done. */
export function useLocalChange() {
  const { failed } = useMessages('localModels');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  return {
    onSettled: () => utils.localModels.list.invalidate(),
    onError: (error: unknown) =>
      void notify({
        tone: 'danger',
        title: failed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  };
}
