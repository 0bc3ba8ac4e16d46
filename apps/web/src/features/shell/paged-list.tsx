'use client';
import { Button } from '@geko/ui/button';
import { Skeleton } from '@geko/ui/skeleton';
import type { ReactNode } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from './query-error.tsx';

/** What a list needs to know of an infinite query. */
export type Pages = {
  isPending: boolean;
  error: unknown;
  isPlaceholderData: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
};

/**
 * A list that comes page by page, inside a card: on its way, failed, empty, and the way to more under its rows, which grey
 * while those of another question are on their way.
 */
export function PagedList({
  pages,
  isEmpty,
  empty,
  moreLabel,
  end = null,
  children,
}: {
  pages: Pages;
  /** There are no rows. */
  isEmpty: boolean;
  empty: ReactNode;
  /** Of the button for more; "Load more" without one. */
  moreLabel?: string;
  /** Stands under the last row, once all are there. */
  end?: ReactNode;
  children: ReactNode;
}) {
  const common = useMessages('common');
  if (pages.isPending) {
    return (
      <div role="status" aria-label={common.loading} className="flex flex-col gap-3 px-5 py-5">
        {[0, 1, 2, 3].map((row) => (
          <Skeleton key={row} className="h-8" />
        ))}
      </div>
    );
  }
  if (isEmpty) {
    return pages.error === null ? (
      empty
    ) : (
      <QueryError error={pages.error} onRetry={() => void pages.refetch()} />
    );
  }
  return (
    <>
      <div
        aria-busy={pages.isPlaceholderData}
        className="transition-opacity duration-100 aria-busy:opacity-60"
      >
        {children}
      </div>
      {pages.hasNextPage ? (
        <div className="flex justify-center border-t border-line p-3">
          <Button
            variant="ghost"
            size="sm"
            isLoading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {moreLabel ?? common.loadMore}
          </Button>
        </div>
      ) : (
        end
      )}
    </>
  );
}
