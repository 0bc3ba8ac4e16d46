'use client';
import { Callout } from '@geko/ui/callout';
import { Skeleton } from '@geko/ui/skeleton';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { PlanCard } from './plan-card.tsx';

/** The plans side by side, the current one marked; who changes it while payments are not set up. */
export function PlanSettings() {
  const settings = useMessages('settings');
  const format = useFormat();
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const { data, error, isError, refetch } = trpc.billing.overview.useQuery({
    workspaceId: workspace.id,
  });
  if (data === undefined) {
    return isError ? (
      <QueryError error={error} onRetry={() => void refetch()} />
    ) : (
      <div role="status" aria-label={common.loading}>
        <Skeleton className="h-80 rounded-xl" />
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-5">
      {data.canPay ? null : (
        <Callout title={settings.cannotPayTitle}>{settings.cannotPayBody}</Callout>
      )}
      <p className="text-sm text-muted">
        {fill(settings.period, {
          start: format.date(data.periodStart),
          end: format.date(data.periodEnd),
        })}
      </p>
      <ul aria-label={settings.comparison} className="grid gap-4 lg:grid-cols-3">
        {data.plans.map((plan) => (
          <PlanCard key={plan.id} plan={plan} />
        ))}
      </ul>
    </div>
  );
}
