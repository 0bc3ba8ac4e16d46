'use client';
import { Button } from '@geko/ui/button';
import { Skeleton } from '@geko/ui/skeleton';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { ConversationRow } from './conversation-row.tsx';
import { groupByDay } from './day-groups.ts';
import { CONVERSATIONS_PER_PAGE } from './refresh-conversations.ts';
import { useConversationActions } from './use-conversation-actions.ts';
import { useToday } from './use-today.ts';

/** Rows beyond the edge that are drawn ahead of scrolling. */
const OVERSCAN = 8;
/** Heights of a row and of a heading. */
const ROW_PX = 36;
const HEADING_PX = 34;

/** The workspace's conversations, newest first; only the rows in sight exist. */
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
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (rows[index]?.kind === 'heading' ? HEADING_PX : ROW_PX),
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : row.kind === 'heading' ? row.group : row.item.id;
    },
    overscan: OVERSCAN,
  });
  const visible = virtualizer.getVirtualItems();
  const lastIndex = visible.at(-1)?.index ?? -1;
  const isNearEnd = rows.length > 0 && lastIndex >= rows.length - OVERSCAN * 2;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetchingNextPage, fetchNextPage]);

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
  return (
    <div
      ref={scroller}
      className="h-full overflow-y-auto overscroll-contain px-2 pb-2 [scrollbar-width:thin]"
    >
      <ul
        aria-label={list.label}
        className="relative"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {visible.map(({ index, key, start, size }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <li
              key={key}
              className="absolute inset-x-0 top-0"
              style={{ height: size, transform: `translateY(${start}px)` }}
            >
              {row.kind === 'heading' ? (
                <p className="flex h-full items-end px-2.5 pb-1.5 text-xs font-medium text-subtle">
                  {list.groups[row.group]}
                </p>
              ) : (
                <ConversationRow
                  conversation={row.item}
                  href={`/w/${workspaceId}/c/${row.item.id}`}
                  isActive={row.item.id === activeId}
                  actions={actions}
                />
              )}
            </li>
          );
        })}
      </ul>
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
