'use client';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Meter } from '@geko/ui/meter';
import { Skeleton } from '@geko/ui/skeleton';
import type { LimitTrace } from '@geko/contracts/errors';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useIsHydrated } from '../../lib/use-is-hydrated.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { limitAmount } from './limit-amount.ts';
import { limitName } from './limit-name.ts';

/** Every limit of the workspace with what is used and held of it. */
export function Limits({ workspaceId }: { workspaceId: string }) {
  const usage = useMessages('usage');
  const { data, error, isError, refetch } = trpc.usage.quota.useQuery({ workspaceId });
  // The sidebar asks for the same, and is taken over before this page.
  const isHydrated = useIsHydrated();
  return (
    <Card>
      <CardHeader>
        <CardTitle>{usage.limits}</CardTitle>
        <CardDescription>{usage.limitsLead}</CardDescription>
      </CardHeader>
      <CardBody>
        {isHydrated && data !== undefined ? (
          data.limits.length === 0 ? (
            <p className="text-sm text-muted">{usage.noLimits}</p>
          ) : (
            <ul className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
              {data.limits.map((limit) => (
                <li key={limit.limitId ?? `${limit.setBy}.${limit.name}.${limit.period}`}>
                  <LimitMeter limit={limit} />
                </li>
              ))}
            </ul>
          )
        ) : isHydrated && isError ? (
          <QueryError error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton className="h-12" />
        )}
      </CardBody>
    </Card>
  );
}

function LimitMeter({ limit }: { limit: LimitTrace }) {
  const usage = useMessages('usage');
  const format = useFormat();
  const { cap, held, used, meter, period } = limit;
  const amount = (count: number): string => limitAmount(meter, count, format);
  const words = {
    used: amount(used + held),
    cap: cap === null ? '' : amount(cap),
    date: format.date(limit.resetsAt),
    setter: usage.setBy[limit.setBy],
  };
  const hint = period === 'total' ? usage.limitHintTotal : usage.limitHint;
  const heldHint = period === 'total' ? usage.limitHeldTotal : usage.limitHeld;
  return (
    <Meter
      label={limitName(limit, usage.limitNames)}
      value={used + held}
      max={cap}
      valueText={fill(cap === null ? usage.limitUnlimited : usage.limitValue, words)}
      hint={
        held === 0
          ? fill(hint, words)
          : fill(heldHint, { ...words, used: amount(used), held: amount(held) })
      }
      warningLabel={usage.warning}
      dangerLabel={cap !== null && used + held >= cap ? usage.usedUp : usage.danger}
    />
  );
}
