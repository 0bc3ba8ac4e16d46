'use client';
import type { Account, UpdateProfile } from '@geko/contracts/account';
import { useRouter } from 'next/navigation';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';

function merged(account: Account, change: UpdateProfile): Account {
  return {
    ...account,
    name: change.name ?? account.name,
    locale: change.locale ?? account.locale,
    timeZone: change.timeZone === undefined ? account.timeZone : change.timeZone,
  };
}

/** What a change would be undone by. */
function inverse(account: Account, change: UpdateProfile): UpdateProfile {
  return {
    ...(change.name === undefined ? {} : { name: account.name }),
    ...(change.locale === undefined ? {} : { locale: account.locale }),
    ...(change.timeZone === undefined ? {} : { timeZone: account.timeZone }),
  };
}

/**
 * Saves a change of the profile: it shows at once, goes back when the server refuses, and can be undone in the toast
 * that says it is saved. A refusal that names a field is left to the form.
 */
export function useSaveAccount(): {
  save: (change: UpdateProfile, savedTitle: string) => void;
  error: unknown;
  isPending: boolean;
} {
  const texts = useMessages('account');
  const common = useMessages('common');
  const router = useRouter();
  const utils = trpc.useUtils();
  const { mutate, error, isPending } = trpc.account.update.useMutation({
    onMutate: async (change) => {
      await utils.account.get.cancel();
      const before = utils.account.get.getData();
      if (before !== undefined) utils.account.get.setData(undefined, merged(before, change));
      return { before };
    },
    onError: (failure, _change, context) => {
      utils.account.get.setData(undefined, context?.before);
      const known = readError(failure);
      if (known?.field !== undefined) return;
      void notify({
        tone: 'danger',
        title: texts.notSaved,
        description: known?.message ?? common.networkFailed,
      });
    },
    onSuccess: (account) => {
      utils.account.get.setData(undefined, account);
      // The name and the way dates are written stand in layouts, which the server draws.
      router.refresh();
    },
  });
  const save = (change: UpdateProfile, savedTitle: string): void => {
    const before = utils.account.get.getData();
    mutate(change, {
      onSuccess: () => {
        void notify({
          tone: 'success',
          title: savedTitle,
          ...(before === undefined
            ? {}
            : {
                action: {
                  label: common.undo,
                  onAction: () => mutate(inverse(before, change)),
                },
              }),
        });
      },
    });
  };
  return { save, error, isPending };
}
