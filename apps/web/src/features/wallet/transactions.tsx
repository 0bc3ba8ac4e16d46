'use client';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { lazy, Suspense, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { TransactionTable } from './transaction-table.tsx';

const TurnReceipt = lazy(async () => ({
  default: (await import('./turn-receipt.tsx')).TurnReceipt,
}));

/** Everything that changed the balance, newest first, page by page; an answer leads to its receipt. */
export function Transactions({ isHiddenWhenEmpty }: { isHiddenWhenEmpty: boolean }) {
  const texts = useMessages('wallet');
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
      <PagedList
        pages={pages}
        isEmpty={rows.length === 0}
        empty={<p className="px-4 pb-5 text-sm text-muted sm:px-5">{texts.noTransactions}</p>}
      >
        <div className="border-t border-line">
          <TransactionTable rows={rows} onOpenReceipt={setTurnId} />
        </div>
      </PagedList>
      <Suspense>
        {turnId === null ? null : <TurnReceipt turnId={turnId} onClose={() => setTurnId(null)} />}
      </Suspense>
    </Card>
  );
}
