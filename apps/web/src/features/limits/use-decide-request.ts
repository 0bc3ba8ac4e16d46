'use client';
import type { LimitRequest } from '@geko/contracts/limits';
import { readError } from '../../lib/errors.ts';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { notify } from '../toasts/notify.ts';
import { limitAmount } from '../usage/limit-amount.ts';
import { limitLabel } from './limit-words.ts';
import { useLimitList } from './use-limit-list.ts';

/** cap null = declined. */
export type Decision = { request: LimitRequest; cap: number | null };

/** Answers what a member asks for: gone from the list at once, back where the server refuses. */
export function useDecideRequest(): (decision: Decision) => void {
  const limits = useMessages('limits');
  const common = useMessages('common');
  const format = useFormat();
  const { workspace } = useWorkspace();
  const { refresh } = useLimitList();
  const utils = trpc.useUtils();
  const input = { workspaceId: workspace.id };
  const { mutate } = trpc.limits.decide.useMutation({
    onMutate: ({ id }) => {
      void utils.limits.requests.cancel(input);
      const before = utils.limits.requests.getData(input);
      utils.limits.requests.setData(
        input,
        (list) => list && { requests: list.requests.filter((one) => one.id !== id) },
      );
      return { before };
    },
    onError: (error, _decision, shown) => {
      utils.limits.requests.setData(input, shown?.before);
      void notify({
        tone: 'danger',
        title: limits.requests.failed,
        description: readError(error)?.message ?? common.networkFailed,
      });
    },
    onSettled: refresh,
  });
  return ({ request: { id, userName, limit }, cap }) =>
    mutate(
      { ...input, id, isGranted: cap !== null, ...(cap === null ? {} : { cap }) },
      {
        onSuccess: () =>
          void notify({
            tone: 'success',
            title:
              cap === null
                ? fill(limits.requests.declined, { name: userName })
                : fill(limits.requests.granted, {
                    limit: limitLabel(limit, limits),
                    cap: limitAmount(limit.meter, cap, format),
                  }),
          }),
      },
    );
}
