'use client';
import { Button } from '@geko/ui/button';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import type { ReactNode } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from '../shell/query-error.tsx';

/** What this card needs to know of an infinite query. */
type Pages = {
  isPending: boolean;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => Promise<unknown>;
  refetch: () => Promise<unknown>;
};

/** The frame of a list that comes page by page: loading, failed, empty, and 'load more' under its rows. */
export function PagedCard({
  pages,
  isEmpty,
  emptyTitle,
  children,
}: {
  pages: Pages;
  isEmpty: boolean;
  emptyTitle: string;
  children: ReactNode;
}) {
  const common = useMessages('common');
  if (pages.isPending) {
    return (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-72 rounded-xl" />
      </div>
    );
  }
  if (isEmpty && pages.error !== null)
    return <QueryError error={pages.error} onRetry={() => void pages.refetch()} />;
  if (isEmpty) return <EmptyState title={emptyTitle} />;
  return (
    <Card>
      {children}
      {pages.hasNextPage ? (
        <div className="flex justify-center border-t border-line p-3">
          <Button
            variant="ghost"
            size="sm"
            isLoading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {common.loadMore}
          </Button>
        </div>
      ) : null}
    </Card>
  );
}
