'use client';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import { BellOff } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { NoticeRow } from './notice-row.tsx';
import { useNotices } from './use-notices.ts';

/** The notices, newest first; whoever sees them has read them. What was new stays marked while the list is open. */
export function NoticeItems({ onLeave }: { onLeave: () => void }) {
  const notices = useMessages('notices');
  const common = useMessages('common');
  const { query, markRead } = useNotices();
  const list = query.data?.notices;
  const [nowMs] = useState(() => Date.now());
  // What was read last when the list opened; ISO instants of one form sort as text.
  const [readUpTo, setReadUpTo] = useState<string | null>(null);
  if (list !== undefined && readUpTo === null)
    setReadUpTo(list.find(({ isRead }) => isRead)?.at ?? '');
  const newestUnread = list?.find(({ isRead }) => !isRead)?.at;
  const read = useEffectEvent((upTo: string) => markRead(upTo));
  useEffect(() => {
    if (newestUnread !== undefined) read(newestUnread);
  }, [newestUnread]);
  return (
    <>
      <h2 className="border-b border-line px-4 py-3 text-sm font-semibold">{notices.title}</h2>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain [scrollbar-width:thin]">
        {list === undefined ? (
          query.isError ? (
            <QueryError error={query.error} onRetry={() => void query.refetch()} />
          ) : (
            <div role="status" aria-label={common.loading} className="flex flex-col gap-4 p-4">
              {[0, 1, 2].map((row) => (
                <Skeleton key={row} className="h-10" />
              ))}
            </div>
          )
        ) : list.length === 0 ? (
          <EmptyState
            icon={<BellOff />}
            title={notices.emptyTitle}
            body={notices.emptyBody}
            className="py-8"
          />
        ) : (
          <ul aria-label={notices.list}>
            {list.map((notice) => (
              <NoticeRow
                key={notice.id}
                notice={notice}
                isFresh={readUpTo !== null && notice.at > readUpTo}
                nowMs={nowMs}
                onFollow={onLeave}
              />
            ))}
          </ul>
        )}
      </div>
    </>
  );
}
