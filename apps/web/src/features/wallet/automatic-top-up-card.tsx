'use client';
import { Badge } from '@geko/ui/badge';
import { Callout } from '@geko/ui/callout';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import type { AutomaticTopUp } from '@geko/contracts/automatic-top-up';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { AutomaticTopUpForm } from './automatic-top-up-form.tsx';

const tones = {
  off: 'neutral',
  on: 'success',
  buying: 'accent',
  capped: 'warning',
  stopped: 'danger',
} as const;

/** How credit buys itself, how that is going, and the form that says so. */
export function AutomaticTopUpCard() {
  const { automatic: words } = useMessages('wallet');
  const common = useMessages('common');
  const { workspace, can } = useWorkspace();
  const query = trpc.topUp.get.useQuery({ workspaceId: workspace.id });
  const { data } = query;
  return (
    <Card>
      <CardHeader>
        <CardTitle className="flex flex-wrap items-center gap-2">
          {words.title}
          {data === undefined ? null : (
            <Badge tone={tones[data.state]}>{words.states[data.state]}</Badge>
          )}
        </CardTitle>
        <CardDescription>{words.lead}</CardDescription>
      </CardHeader>
      <CardBody className="flex flex-col gap-4">
        {data === undefined && query.isError ? (
          <QueryError error={query.error} onRetry={() => void query.refetch()} />
        ) : null}
        {data === undefined && !query.isError ? (
          <div role="status" aria-label={common.loading}>
            <Skeleton className="h-24 rounded-lg" />
          </div>
        ) : null}
        {data === undefined ? null : (
          <>
            <TopUpNews topUp={data} />
            {can('billing:manage') ? <AutomaticTopUpForm topUp={data} /> : null}
          </>
        )}
      </CardBody>
    </Card>
  );
}

function TopUpNews({ topUp }: { topUp: AutomaticTopUp }) {
  const { automatic: words } = useMessages('wallet');
  const format = useFormat();
  const { state, stop, thresholdCents, amountCents, monthlyCapCents, boughtCents } = topUp;
  const sums = {
    threshold: format.cents(thresholdCents),
    amount: format.cents(amountCents),
    cap: format.cents(monthlyCapCents),
    bought: format.cents(boughtCents),
  };
  if (state === 'off') return <p className="text-sm text-muted">{words.isOff}</p>;
  return (
    <>
      {state === 'stopped' && stop !== null ? (
        <Callout tone="danger" title={words.stoppedTitle}>
          {words.stops[stop]}
        </Callout>
      ) : null}
      {state === 'capped' ? <Callout tone="warning">{fill(words.isCapped, sums)}</Callout> : null}
      <p className="text-sm text-muted">{fill(words.isOn, sums)}</p>
    </>
  );
}
