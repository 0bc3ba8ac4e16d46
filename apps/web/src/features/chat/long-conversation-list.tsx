'use client';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, type RefObject } from 'react';
import {
  ConversationRows,
  rowKey,
  rowPx,
  type ConversationListFacts,
} from './conversation-rows.tsx';

/** Rows beyond the edge that are drawn ahead of scrolling. */
const OVERSCAN = 8;

/** Of rows that scroll in an element only those in sight exist. Loads more when their end comes near. */
export function LongConversationList({
  list,
  scroller,
  canLoadMore,
  loadMore,
}: {
  list: ConversationListFacts;
  scroller: RefObject<HTMLElement | null>;
  canLoadMore: boolean;
  loadMore: () => unknown;
}) {
  const { rows } = list;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => rowPx(rows[index]),
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : rowKey(row);
    },
    overscan: OVERSCAN,
  });
  const visible = virtualizer.getVirtualItems();
  const lastIndex = visible.at(-1)?.index ?? -1;
  const isNearEnd = lastIndex >= rows.length - OVERSCAN * 2;
  useEffect(() => {
    if (isNearEnd && canLoadMore) loadMore();
  }, [isNearEnd, canLoadMore, loadMore]);
  return (
    <ConversationRows
      list={list}
      places={visible.map(({ index, start }) => ({ index, startPx: start }))}
      totalPx={virtualizer.getTotalSize()}
    />
  );
}
