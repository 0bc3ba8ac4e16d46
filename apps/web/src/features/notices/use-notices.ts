'use client';
import type { NoticeList } from '@geko/contracts/notices';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

const ASK_AGAIN_MS = 30_000;

/** What the reader should know of this workspace, asked for again and again; and the way to say that it is read. */
export function useNotices() {
  const { workspace } = useWorkspace();
  const input = { workspaceId: workspace.id };
  const utils = trpc.useUtils();
  const query = trpc.notices.list.useQuery(input, { refetchInterval: ASK_AGAIN_MS });
  const read = trpc.notices.read.useMutation({
    // The count goes at once; which ones were new stays to be seen for as long as the list is open.
    onMutate: () =>
      utils.notices.list.setData(input, (list: NoticeList | undefined) =>
        list === undefined ? list : { ...list, unread: 0 },
      ),
    onError: () => void utils.notices.list.invalidate(input),
  });
  return {
    query,
    unread: query.data?.unread ?? 0,
    markRead: (upTo: string): void => read.mutate({ ...input, upTo }),
  };
}
