import { useMessages } from '../../messages/use-messages.tsx';
import { readError } from '../../lib/errors.ts';
import { useFreshOnReturn } from '../../lib/use-fresh-on-return.ts';
import { trpc } from '../../trpc/client.tsx';
import { newId } from '../chat/new-id.ts';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';

/** Leads to the company's page in Stripe's own portal. */
export function useOpenPortal(): { open: () => void; isOpening: boolean } {
  const { banner } = useMessages('plans');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const { mutate, reset, isPending, isSuccess } = trpc.cards.openPortal.useMutation({
    onSuccess: ({ url }) => window.location.assign(url),
    onError: (error) => {
      void notify({
        tone: 'danger',
        title: banner.failed,
        description: readError(error)?.message ?? common.networkFailed,
      });
    },
  });
  useFreshOnReturn(reset);
  return {
    open: () => mutate({ workspaceId: workspace.id, id: newId(), tab: 'plan' }),
    isOpening: isPending || isSuccess,
  };
}
