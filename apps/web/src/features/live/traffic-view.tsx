'use client';
import { Skeleton } from '@geko/ui/skeleton';
import type { AdminTraffic, WorkspaceTraffic } from '@geko/contracts/traffic';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { TrafficBar } from './traffic-bar.tsx';
import { TrafficCalls } from './traffic-calls.tsx';
import { TrafficFigures } from './traffic-figures.tsx';
import { TrafficRoutes } from './traffic-routes.tsx';
import type { useTraffic } from './use-traffic.ts';

type Event = AdminTraffic | WorkspaceTraffic;
type Traffic = ReturnType<typeof useTraffic<Event['calls'][number], Event>>;

/** Traffic as it comes. isAll: of the whole installation, by workspace and key. */
export function TrafficView({
  traffic,
  isAll,
}: {
  traffic: Pick<Traffic, 'connection' | 'isPaused' | 'error' | 'setPaused' | 'retry'> & {
    event: Event | null;
    calls: Event['calls'];
  };
  isAll: boolean;
}) {
  const common = useMessages('common');
  const { event, calls, connection, isPaused, error } = traffic;
  return (
    <div className="flex flex-col gap-6">
      <TrafficBar connection={connection} isPaused={isPaused} onPause={traffic.setPaused} />
      {error === null ? null : <QueryError error={error} onRetry={traffic.retry} />}
      {event === null ? (
        error === null && connection !== 'paused' ? (
          <div role="status" aria-label={common.loading} className="flex flex-col gap-6">
            <Skeleton className="h-24 rounded-xl" />
            <Skeleton className="h-72 rounded-xl" />
          </div>
        ) : null
      ) : (
        <>
          <TrafficFigures
            totals={event.totals}
            peopleToday={'peopleToday' in event ? event.peopleToday : null}
          />
          <TrafficRoutes routes={event.routes} hasKeys={isAll} />
          <TrafficCalls calls={calls} isAll={isAll} />
        </>
      )}
    </div>
  );
}
