'use client';
import { Callout } from '@geko/ui/callout';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import { Coins } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { isCreditLow } from './credit-text.ts';
import { Lots } from './lots.tsx';
import { Transactions } from './transactions.tsx';
import { WalletBalance } from './wallet-balance.tsx';

/** The workspace's credit: how much there is, what it is made of, and everything that changed it. */
export function WalletPanel() {
  const texts = useMessages('wallet');
  const common = useMessages('common');
  const format = useFormat();
  const { workspace } = useWorkspace();
  const { data, error, isError, refetch } = trpc.billing.wallet.useQuery({
    workspaceId: workspace.id,
  });
  if (data === undefined) {
    return isError ? (
      <QueryError error={error} onRetry={() => void refetch()} />
    ) : (
      <div role="status" aria-label={common.loading} className="flex flex-col gap-6">
        <Skeleton className="h-28 rounded-xl" />
        <Skeleton className="h-48 rounded-xl" />
      </div>
    );
  }
  const isEmpty = data.lots.length === 0 && BigInt(data.balanceNano) === 0n;
  const threshold = data.lowCreditNano === null ? null : format.nano(data.lowCreditNano);
  return (
    <div className="flex flex-col gap-6">
      {isEmpty ? (
        <Card>
          <EmptyState
            icon={<Coins />}
            title={texts.emptyTitle}
            body={texts.emptyBody}
            className="py-8"
          />
        </Card>
      ) : (
        <>
          {isCreditLow(data) ? (
            <Callout tone="warning" title={texts.isLowTitle}>
              {fill(texts.isLow, { threshold: threshold ?? '' })} {texts.whoAdds}
            </Callout>
          ) : null}
          <WalletBalance wallet={data} />
          <p className="-mt-3 text-xs leading-5 text-subtle">
            {threshold === null ? texts.lowNever : fill(texts.lowAt, { threshold })}{' '}
            {isCreditLow(data) ? null : texts.whoAdds}
          </p>
          <Lots lots={data.lots} />
        </>
      )}
      <Transactions isHiddenWhenEmpty={isEmpty} />
    </div>
  );
}
