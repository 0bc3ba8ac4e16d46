'use client';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';

/** What follows a change of the pool: the list anew and a word about it; or why it was not made. */
export function useKeyChange(): {
  done: (title: string) => Promise<void>;
  failed: (error: unknown) => void;
} {
  const { notSaved } = useMessages('admin');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  return {
    done: async (title) => {
      await utils.providerKeys.list.invalidate();
      void notify({ tone: 'success', title });
    },
    failed: (error) =>
      void notify({
        tone: 'danger',
        title: notSaved,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  };
}
