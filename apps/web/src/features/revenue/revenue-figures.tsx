'use client';
import { Card } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import { StatTile } from '@geko/ui/stat-tile';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import type { Revenue } from '@geko/contracts/subscriptions';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from '../shell/query-error.tsx';

/** The month's figures, and the subscriptions of each plan. */
export function RevenueFigures({
  figures: { data, error, isError, refetch },
}: {
  figures: {
    data: Revenue | undefined;
    error: unknown;
    isError: boolean;
    refetch: () => Promise<unknown>;
  };
}) {
  const texts = useMessages('revenue');
  const common = useMessages('common');
  const format = useFormat();
  if (data === undefined) {
    return isError ? (
      <QueryError error={error} onRetry={() => void refetch()} />
    ) : (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-28 rounded-xl" />
      </div>
    );
  }
  const failing = data.plans.reduce((sum, plan) => sum + plan.failing, 0);
  return (
    <>
      <div
        role="group"
        aria-label={texts.figures}
        className="grid grid-cols-2 gap-3 lg:grid-cols-5"
      >
        <StatTile
          label={texts.recurring}
          value={format.cents(data.recurringCents)}
          hint={texts.recurringHint}
        />
        <StatTile
          label={texts.plansPaid}
          value={format.cents(data.planPaidCents)}
          hint={fill(texts.plansPaidHint, { amount: format.cents(data.planBackCents) })}
        />
        <StatTile
          label={texts.credit}
          value={format.cents(data.creditSoldCents)}
          hint={plural(texts.creditHint, data.creditPurchases)}
        />
        <StatTile
          label={texts.begun}
          value={format.count(data.begun)}
          hint={fill(texts.begunHint, { ended: format.count(data.ended) })}
        />
        <StatTile label={texts.failing} value={format.count(failing)} hint={texts.failingHint} />
      </div>
      <Card>
        <Table label={texts.plans}>
          <TableHeader>
            <TableRow>
              <TableHead>{texts.plan}</TableHead>
              <TableHead align="end">{texts.active}</TableHead>
              <TableHead align="end">{texts.trialing}</TableHead>
              <TableHead align="end">{texts.failing}</TableHead>
              <TableHead align="end">{texts.ending}</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {data.plans.map((plan) => (
              <TableRow key={plan.planId}>
                <TableCell>{common.planNames[plan.planId]}</TableCell>
                <TableCell align="end">{format.count(plan.active)}</TableCell>
                <TableCell align="end">{format.count(plan.trialing)}</TableCell>
                <TableCell align="end">{format.count(plan.failing)}</TableCell>
                <TableCell align="end">{format.count(plan.ending)}</TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </Card>
      <p className="text-xs text-subtle">
        {fill(texts.since, { date: format.date(data.since, 'UTC') })}
      </p>
    </>
  );
}
