'use client';
import { Button } from '@geko/ui/button';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import { lazy, Suspense, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { TransactionTable } from './transaction-table.tsx';

const TurnReceipt = lazy(async () => ({
  default: (await import('./turn-receipt.tsx')).TurnReceipt,
}));

/** Everything that changed the balance, newest first, page by page; an answer leads to its receipt. */
export function Transactions({ isHiddenWhenEmpty }: { isHiddenWhenEmpty: boolean }) {
  const texts = useMessages('wallet');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const [turnId, setTurnId] = useState<string | null>(null);
  const pages = trpc.billing.transactions.useInfiniteQuery(
    { workspaceId: workspace.id },
    { getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined },
  );
  const rows = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  if (isHiddenWhenEmpty && !pages.isError && rows.length === 0) return null;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{texts.transactions}</CardTitle>
        <CardDescription>{texts.transactionsLead}</CardDescription>
      </CardHeader>
      {pages.isPending ? (
        <div role="status" aria-label={common.loading} className="flex flex-col gap-3 px-5 pb-5">
          {[0, 1, 2].map((row) => (
            <Skeleton key={row} className="h-6" />
          ))}
        </div>
      ) : pages.isError && rows.length === 0 ? (
        <QueryError error={pages.error} onRetry={() => void pages.refetch()} />
      ) : rows.length === 0 ? (
        <p className="px-4 pb-5 text-sm text-muted sm:px-5">{texts.noTransactions}</p>
      ) : (
        <div className="border-t border-line">
          <TransactionTable rows={rows} onOpenReceipt={setTurnId} />
        </div>
      )}
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
      <Suspense>
        {turnId === null ? null : <TurnReceipt turnId={turnId} onClose={() => setTurnId(null)} />}
      </Suspense>
    </Card>
  );
}
