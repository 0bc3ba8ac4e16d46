'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { useEffect, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';

const POLL_MS = 2000;
const PATIENCE_MS = 60_000;

/** A subscription that the browser comes back from. isGivenUp: nobody paid on Stripe's page. */
type PlanReturned = { id: string; isGivenUp: boolean };

/** What Stripe's page was told to come back with; null = nobody comes back from there. */
export function readPlanReturn(params: {
  get: (name: string) => string | null;
}): PlanReturned | null {
  const id = params.get('subscription');
  return id === null ? null : { id, isGivenUp: params.get('gaveUp') !== null };
}

/** What became of it. It is asked for until Stripe has told us, for a minute. */
export function PlanReturn({ returned: { id, isGivenUp } }: { returned: PlanReturned }) {
  const { returned: words } = useMessages('plans');
  const { planNames } = useMessages('common');
  const { workspace } = useWorkspace();
  const [isLate, setLate] = useState(false);
  const place = { workspaceId: workspace.id };
  const { data, refetch } = trpc.billing.subscription.useQuery(place, {
    refetchInterval: ({ state }) =>
      state.data?.subscription?.id === id || isGivenUp || isLate ? false : POLL_MS,
  });
  const subscription = data?.subscription?.id === id ? data.subscription : null;
  const isOver = subscription !== null || isGivenUp;
  useEffect(() => {
    if (isOver || isLate) return;
    const timer = setTimeout(() => setLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [isOver, isLate]);
  // What happened to it later is told below.
  const isOn =
    subscription?.isEndingAtPeriodEnd === false &&
    (data?.standing === 'active' || data?.standing === 'trialing');
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
      {subscription !== null ? (
        isOn ? (
          <Callout tone="success">
            {fill(words.on, { plan: planNames[subscription.planId] })}
          </Callout>
        ) : null
      ) : isGivenUp ? (
        <Callout>{words.gaveUp}</Callout>
      ) : isLate ? (
        <Callout tone="warning" action={checkAgain}>
          {words.late}
        </Callout>
      ) : (
        <Callout>{words.waiting}</Callout>
      )}
    </div>
  );
}
