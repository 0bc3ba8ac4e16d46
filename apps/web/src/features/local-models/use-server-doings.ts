'use client';
import { readError } from '../../lib/errors.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { notify } from '../toasts/notify.ts';
import type { LocalDoings } from './local-doings.ts';

/** What the operator can do about the models of this server; the list is asked for anew after it. */
export function useServerDoings(): LocalDoings {
  const { failed } = useMessages('localModels');
  const common = useMessages('common');
  const utils = trpc.useUtils();
  const after = {
    onSettled: () => utils.localModels.list.invalidate(),
    onError: (error: unknown) =>
      void notify({
        tone: 'danger',
        title: failed,
        description: readError(error)?.message ?? common.networkFailed,
      }),
  };
  const install = trpc.localModels.install.useMutation(after);
  const pause = trpc.localModels.pause.useMutation(after);
  const cancel = trpc.localModels.cancel.useMutation(after);
  const remove = trpc.localModels.remove.useMutation(after);
  return {
    installing: install.isPending ? install.variables.id : null,
    install: (id) => install.mutate({ id }),
    pause: (id) => pause.mutate({ id }),
    cancel: (id) => cancel.mutate({ id }),
    remove: (id) => remove.mutate({ id }),
  };
}
