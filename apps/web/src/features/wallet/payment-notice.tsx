'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { useEffect, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import type { Returned } from './returned.ts';

const POLL_MS = 2000;
const PATIENCE_MS = 60_000;

/**
 * What became of the payment that somebody comes back from. It is asked for until Stripe has told us, for a minute; then
 * the wallet is fetched anew, and the address is rid of it.
 */
export function PaymentNotice({ payment: { id, isGivenUp } }: { payment: Returned }) {
  const { returned: words } = useMessages('wallet');
  const format = useFormat();
  const { workspace } = useWorkspace();
  const utils = trpc.useUtils();
  const [isLate, setLate] = useState(false);
  const input = { workspaceId: workspace.id, id };
  const { data, error, isError, refetch } = trpc.billing.payment.useQuery(input, {
    refetchInterval: ({ state }) =>
      state.data?.state !== 'begun' || isGivenUp || isLate ? false : POLL_MS,
  });
  const isPaid = data?.state === 'paid';
  const isWaiting = data?.state === 'begun' && !isGivenUp;
  const isOver = isPaid || (data !== undefined && isGivenUp);
  useEffect(() => {
    if (!isWaiting || isLate) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isWaiting, isLate]);
  useEffect(() => {
    if (!isPaid) return;
    void utils.billing.wallet.invalidate({ workspaceId: workspace.id });
    void utils.billing.transactions.invalidate({ workspaceId: workspace.id });
  }, [isPaid, utils, workspace.id]);
  useEffect(() => {
    if (isOver) window.history.replaceState(null, '', '?tab=wallet');
  }, [isOver]);
  if (data === undefined && isError) {
    return <QueryError error={error} onRetry={() => void refetch()} />;
  }
  const checkAgain = (
    <Button
      variant="secondary"
      size="sm"
      onClick={() => {
        setLate(false);
        void refetch();
      }}
    >
      {words.check}
    </Button>
  );
  return (
    <div role="status">
      {isPaid ? (
        <Callout tone="success">
          {fill(words.added, { credit: format.nano(data.creditNano) })}
        </Callout>
      ) : isOver ? (
        <Callout>{words.gaveUp}</Callout>
      ) : isGivenUp ? null : isLate ? (
        <Callout tone="warning" action={checkAgain}>
          {words.late}
        </Callout>
      ) : (
        <Callout>{words.waiting}</Callout>
      )}
    </div>
  );
}
