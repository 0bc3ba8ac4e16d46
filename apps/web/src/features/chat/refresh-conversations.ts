import type { trpc } from '../../trpc/client.tsx';

/** One page of the list; every reader and writer of its cache names the same size. */
export const CONVERSATIONS_PER_PAGE = 60;
/** Pages that are asked for anew; whoever had scrolled further gets the others by scrolling there again. */
const PAGES_KEPT = 3;

/**
 * Has the list of conversations asked for anew. React Query repeats every page it holds, one after the other: without
 * a bound that is a hundred calls after each answer for somebody who scrolled through thousands.
 */
export function refreshConversations(
  utils: ReturnType<typeof trpc.useUtils>,
  workspaceId: string,
): void {
  const input = { workspaceId, limit: CONVERSATIONS_PER_PAGE };
  utils.chat.list.setInfiniteData(input, (data) =>
    data === undefined
      ? data
      : {
          pages: data.pages.slice(0, PAGES_KEPT),
          pageParams: data.pageParams.slice(0, PAGES_KEPT),
        },
  );
  void utils.chat.list.invalidate({ workspaceId });
}
