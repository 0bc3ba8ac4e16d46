'use client';
import type { ModelCandidate } from '@geko/contracts/prices';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';

/** Puts a candidate aside, with a way back in the toast, or takes that back. */
export function useDismiss(): {
  dismiss: (candidate: ModelCandidate, isDismissed: boolean) => void;
  isDismissing: boolean;
} {
  const { prices: words, notSaved } = useMessages('admin');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const { mutateAsync, isPending } = trpc.money.dismissCandidate.useMutation();
  const run = async (candidate: ModelCandidate, isDismissed: boolean): Promise<void> => {
    try {
      await mutateAsync({ id: candidate.id, isDismissed });
      await utils.money.candidates.invalidate();
      if (!isDismissed) return;
      void notify({
        title: fill(words.dismissed, { model: candidate.facts.name }),
        action: { label: common.undo, onAction: () => void run(candidate, false) },
      });
    } catch (error) {
      void notify({
        tone: 'danger',
        title: notSaved,
        description: readError(error)?.message ?? common.networkFailed,
      });
    }
  };
  return {
    dismiss: (candidate, isDismissed) => void run(candidate, isDismissed),
    isDismissing: isPending,
  };
}
