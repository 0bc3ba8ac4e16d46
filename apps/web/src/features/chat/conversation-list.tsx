'use client';
import { Button } from '@geko/ui/button';
import { Skeleton } from '@geko/ui/skeleton';
import { lazy, Suspense, useMemo, useRef } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { AllConversationRows } from './conversation-rows.tsx';
import { groupByDay } from './day-groups.ts';
import { CONVERSATIONS_PER_PAGE } from './refresh-conversations.ts';
import { useConversationActions } from './use-conversation-actions.ts';
import { useToday } from './use-today.ts';

/** Its code is for those who have more than a page of conversations. */
const LongConversationList = lazy(async () => ({
  default: (await import('./long-conversation-list.tsx')).LongConversationList,
}));

/** The workspace's conversations, newest first; of a long list only the rows in sight exist. */
export function ConversationList({
  workspaceId,
  activeId,
}: {
  workspaceId: string;
  activeId: string | null;
}) {
  const { list } = useMessages('chat');
  const scroller = useRef<HTMLDivElement | null>(null);
  const actions = useConversationActions(workspaceId, activeId);
  const query = trpc.chat.list.useInfiniteQuery(
    { workspaceId, limit: CONVERSATIONS_PER_PAGE },
    { getNextPageParam: (page) => page.nextCursor },
  );
  const { data, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const today = useToday();
  const rows = useMemo(
    () => groupByDay(data?.pages.flatMap(({ items }) => items) ?? [], today),
    [data, today],
  );

  if (data === undefined && query.isError) {
    return (
      <div className="flex flex-col items-start gap-2 px-4 py-3 text-sm text-muted">
        <p>{list.failed}</p>
        <Button variant="secondary" size="sm" onClick={() => void query.refetch()}>
          {list.retry}
        </Button>
      </div>
    );
  }
  if (data === undefined) return <LoadingRows label={list.loading} />;
  if (rows.length === 0)
    return <p className="px-4 py-3 text-sm leading-5 text-subtle">{list.empty}</p>;
  const facts = { rows, workspaceId, activeId, actions };
  const all = <AllConversationRows list={facts} />;
  return (
    <div
      ref={scroller}
      className="h-full overflow-y-auto overscroll-contain px-2 pb-2 [scrollbar-width:thin]"
    >
      {data.pages.length === 1 && !hasNextPage ? (
        all
      ) : (
        <Suspense fallback={all}>
          <LongConversationList
            list={facts}
            scroller={scroller}
            canLoadMore={hasNextPage && !isFetchingNextPage}
            loadMore={fetchNextPage}
          />
        </Suspense>
      )}
    </div>
  );
}

function LoadingRows({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="flex flex-col gap-3 px-4 py-3">
      {['w-4/5', 'w-3/5', 'w-11/12', 'w-2/3'].map((width) => (
        <Skeleton key={width} className={width} />
      ))}
    </div>
  );
}
