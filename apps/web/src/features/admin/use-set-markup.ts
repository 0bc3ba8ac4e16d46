'use client';
import { fill } from '../../lib/fill.ts';
import { readError } from '../../lib/errors.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';

/** Sets or removes a markup, and says what came of it; onDone: once it holds. */
export function useSetMarkup(onDone?: () => void) {
  const { markups: words, notSaved } = useMessages('admin');
  const common = useMessages('common');
  const format = useFormat();
  const utils = trpc.useUtils();
  return trpc.money.setMarkup.useMutation({
    onSuccess: async (_, { bps }) => {
      await utils.money.markups.invalidate();
      void notify({
        tone: 'success',
        title: bps === null ? words.removed : fill(words.saved, { markup: format.bps(bps) }),
      });
      onDone?.();
    },
    onError: (error) =>
      void notify({
        tone: 'danger',
        title: notSaved,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  });
}
