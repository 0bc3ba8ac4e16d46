'use client';
import { Callout } from '@geko/ui/callout';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import { Coins } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { AutomaticTopUpCard } from './automatic-top-up-card.tsx';
import { BuyCredit } from './buy-credit.tsx';
import { CardsCard } from './cards-card.tsx';
import { isCreditLow } from './credit-text.ts';
import { Lots } from './lots.tsx';
import { PromoCard } from './promo-card.tsx';
import { readReturned } from './returned.ts';
import { Transactions } from './transactions.tsx';
import { WalletBalance } from './wallet-balance.tsx';

const PaymentNotice = lazy(async () => ({
  default: (await import('./payment-notice.tsx')).PaymentNotice,
}));

/**
 * The workspace's credit: how much there is, how more of it is bought, what it is made of, and everything that changed it.
 */
export function WalletPanel() {
  const texts = useMessages('wallet');
  const common = useMessages('common');
  const format = useFormat();
  const { me, workspace, can } = useWorkspace();
  // The address is rid of it once it is told; it stays told.
  const params = useSearchParams();
  const [returned] = useState(() => readReturned(params));
  const wallet = trpc.billing.wallet.useQuery({ workspaceId: workspace.id });
  const overview = trpc.billing.overview.useQuery({ workspaceId: workspace.id });
  const { data } = wallet;
  if (data === undefined || overview.data === undefined) {
    const failed = [wallet, overview].find((query) => query.isError);
    return failed !== undefined ? (
      <QueryError error={failed.error} onRetry={() => void failed.refetch()} />
    ) : (
      <div role="status" aria-label={common.loading} className="flex flex-col gap-6">
        <Skeleton className="h-28 rounded-xl" />
        <Skeleton className="h-48 rounded-xl" />
      </div>
    );
  }
  const isEmpty = data.lots.length === 0 && BigInt(data.balanceNano) === 0n;
  const threshold = data.lowCreditNano === null ? null : format.nano(data.lowCreditNano);
  const { canPay } = overview.data;
  const buy =
    canPay && can('billing:manage') ? <BuyCredit nanoPerCredit={data.nanoPerCredit} /> : null;
  const whoAdds =
    buy !== null
      ? null
      : canPay
        ? texts.whoBuys
        : me.platformRole === 'operator'
          ? texts.setUp
          : texts.whoAdds;
  return (
    <div className="flex flex-col gap-6">
      <Suspense>{returned === null ? null : <PaymentNotice payment={returned} />}</Suspense>
      {isEmpty ? (
        <Card>
          <EmptyState
            icon={<Coins />}
            title={texts.emptyTitle}
            body={[texts.emptyBody, whoAdds].join(' ').trim()}
            action={buy ?? undefined}
            className="py-8"
          />
        </Card>
      ) : (
        <>
          {BigInt(data.balanceNano) < 0n ? (
            <Callout tone="danger" title={texts.debtTitle}>
              {fill(texts.debt, { owed: format.nano(data.balanceNano.replace('-', '')) })} {whoAdds}
            </Callout>
          ) : isCreditLow(data) ? (
            <Callout tone="warning" title={texts.isLowTitle}>
              {fill(texts.isLow, { threshold: threshold ?? '' })} {whoAdds}
            </Callout>
          ) : null}
          <WalletBalance wallet={data} />
          <div className="-mt-3 flex flex-col gap-x-6 gap-y-3 sm:flex-row sm:items-center sm:justify-between">
            <p className="text-xs leading-5 text-subtle">
              {threshold === null ? texts.lowNever : fill(texts.lowAt, { threshold })}{' '}
              {isCreditLow(data) ? null : whoAdds}
            </p>
            {buy}
          </div>
          <Lots lots={data.lots} />
        </>
      )}
      {canPay ? (
        <>
          <CardsCard />
          <AutomaticTopUpCard />
        </>
      ) : null}
      {can('billing:manage') ? <PromoCard /> : null}
      <Transactions isHiddenWhenEmpty={isEmpty} />
    </div>
  );
}
