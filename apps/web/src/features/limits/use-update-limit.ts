'use client';
import type { Limit } from '@geko/contracts/limits';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { limitAmount } from '../usage/limit-amount.ts';
import { limitLabel } from './limit-words.ts';
import { useLimitList } from './use-limit-list.ts';

export type LimitChange = Pick<Limit, 'cap' | 'overflow'>;

/** Changes a limit: at once on the screen, taken back when the server refuses; `error` then says why. */
export function useUpdateLimit(
  limit: Limit,
  { onRefused }: { onRefused: () => void },
): { update: (change: LimitChange) => void; error: unknown } {
  const limits = useMessages('limits');
  const format = useFormat();
  const { workspace } = useWorkspace();
  const { put, hold, refresh } = useLimitList();
  const { mutate, error } = trpc.limits.update.useMutation({
    onMutate: ({ cap = limit.cap, overflow = limit.overflow }) => {
      hold();
      put({ ...limit, cap, overflow, now: limit.now && { ...limit.now, cap, overflow } });
      return { before: limit };
    },
    onSuccess: (saved) => {
      put(saved);
      void notify({
        tone: 'success',
        title: fill(limits.saved, {
          limit: limitLabel(saved, limits),
          cap: limitAmount(saved.meter, saved.cap, format),
        }),
      });
    },
    onError: (_error, _change, shown) => {
      if (shown !== undefined) put(shown.before);
      onRefused();
    },
    onSettled: refresh,
  });
  return {
    update: (change) => mutate({ workspaceId: workspace.id, id: limit.id, ...change }),
    error,
  };
}
