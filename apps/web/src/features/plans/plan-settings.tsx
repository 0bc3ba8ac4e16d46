'use client';
import { Skeleton } from '@geko/ui/skeleton';
import { useSearchParams } from 'next/navigation';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { PlanOffers } from './plan-offers.tsx';
import { PlanReturn, readPlanReturn } from './plan-return.tsx';
import { PlanStandingCard } from './plan-standing-card.tsx';
import { usePlans } from './use-plans.ts';

/** The plan that the workspace has, and those that it could have. */
export function PlanSettings() {
  const words = useMessages('plans');
  const format = useFormat();
  const common = useMessages('common');
  const { overview, standing, error, refetch } = usePlans();
  // It stays in the address: news of the plan may draw the whole page anew, which would forget it.
  const returned = readPlanReturn(useSearchParams());
  if (overview === undefined || standing === undefined) {
    return error !== null ? (
      <QueryError error={error} onRetry={refetch} />
    ) : (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-80 rounded-xl" />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      {returned === null ? null : <PlanReturn returned={returned} />}
      {standing === null ? null : <PlanStandingCard overview={overview} standing={standing} />}
      <p className="text-sm text-muted">
        {fill(words.period, {
          start: format.date(overview.periodStart),
          end: format.date(overview.periodEnd),
        })}
      </p>
      <PlanOffers overview={overview} standing={standing} />
    </div>
  );
}
