'use client';
import type { Limit, LimitList } from '@geko/contracts/limits';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

/** The workspace's own limits with what is used of them, and how a change to one is shown before the server has it. */
export function useLimitList() {
  const { workspace } = useWorkspace();
  const input = { workspaceId: workspace.id };
  const utils = trpc.useUtils();
  const query = trpc.limits.list.useQuery(input);
  const change = (edit: (limits: readonly Limit[]) => Limit[]): void =>
    utils.limits.list.setData(input, (list: LimitList | undefined) =>
      list === undefined ? list : { limits: edit(list.limits) },
    );
  return {
    query,
    limits: query.data?.limits ?? [],
    /** Puts a limit in the place of the one with its id, or at the end. */
    put: (limit: Limit): void =>
      change((limits) =>
        limits.some(({ id }) => id === limit.id)
          ? limits.map((one) => (one.id === limit.id ? limit : one))
          : [...limits, limit],
      ),
    take: (id: string): void => change((limits) => limits.filter((one) => one.id !== id)),
    /** Before a change is shown, so that no answer from before it overwrites it. */
    hold: (): void => void utils.limits.list.cancel(input),
    /** After a change: the list, what others ask for, and the bars elsewhere. */
    refresh: (): void => {
      void utils.limits.list.invalidate(input);
      void utils.limits.requests.invalidate(input);
      void utils.usage.quota.invalidate({ workspaceId: workspace.id });
    },
  };
}
