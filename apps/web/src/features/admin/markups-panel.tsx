'use client';
import { Skeleton } from '@geko/ui/skeleton';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { ModelMarkups } from './model-markups.tsx';
import { PlanMarkups } from './plan-markups.tsx';
import { SystemMarkup } from './system-markup.tsx';

/** What is added to provider cost: on everything, on plans, on one model in one workspace. */
export function MarkupsPanel() {
  const { markups: words } = useMessages('admin');
  const common = useMessages('common');
  const { data, error, isError, refetch } = trpc.money.markups.useQuery();
  if (data === undefined) {
    return isError ? (
      <QueryError error={error} onRetry={() => void refetch()} />
    ) : (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-72 rounded-xl" />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <p className="max-w-3xl text-sm leading-5 text-muted">{words.lead}</p>
      <SystemMarkup key={data.systemBps} bps={data.systemBps} />
      <PlanMarkups markups={data} />
      <ModelMarkups markups={data} />
    </div>
  );
}
