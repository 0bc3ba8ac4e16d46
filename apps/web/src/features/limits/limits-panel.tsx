'use client';
import { Button } from '@geko/ui/button';
import { Callout } from '@geko/ui/callout';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import { Gauge, Plus } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { lazy, Suspense, useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { BudgetCard } from './budget-card.tsx';
import { LimitRequests } from './limit-requests.tsx';
import { LimitRow } from './limit-row.tsx';
import { groupLimits, sameLimit } from './limit-words.ts';
import { useLimitList } from './use-limit-list.ts';
import { useRemoveLimit } from './use-remove-limit.ts';

const CreateLimitDialog = lazy(async () => ({
  default: (await import('./create-limit-dialog.tsx')).CreateLimitDialog,
}));

const budget = { subject: { kind: 'workspace' }, meter: 'charge', period: 'month' } as const;

/** Shows one limit, or none in particular: it stands in the address. */
function goTo(limitId: string | null): void {
  window.history.replaceState(
    null,
    '',
    `?tab=limits${limitId === null ? '' : `&limit=${limitId}`}`,
  );
}

/** What members ask for, then every limit that somebody here has set, by what it is on. */
export function LimitsPanel() {
  const limits = useMessages('limits');
  const common = useMessages('common');
  const { workspace } = useWorkspace();
  const wantedId = useSearchParams().get('limit');
  const [isCreating, setCreating] = useState(false);
  const { query, limits: list } = useLimitList();
  const remove = useRemoveLimit();
  const isPaidByUse = workspace.planId === 'paygo' || workspace.planId === 'enterprise';
  const create = (
    <Button onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {limits.create}
    </Button>
  );
  return (
    <div className="flex flex-col gap-6">
      <LimitRequests />
      {query.data !== undefined && isPaidByUse && sameLimit(list, budget) === null ? (
        <BudgetCard />
      ) : null}
      {query.data !== undefined && wantedId !== null && !list.some(({ id }) => id === wantedId) ? (
        <Callout tone="warning" role="status">
          {limits.missing}
        </Callout>
      ) : null}
      <Card>
        <CardHeader className="max-sm:grid-cols-1">
          <CardTitle>{limits.title}</CardTitle>
          <CardDescription>{limits.lead}</CardDescription>
          {list.length === 0 ? null : (
            <CardActions className="max-sm:col-start-1 max-sm:row-start-3 max-sm:mt-2">
              {create}
            </CardActions>
          )}
        </CardHeader>
        {query.isPending ? (
          <div role="status" aria-label={common.loading} className="flex flex-col gap-4 px-5 pb-5">
            {[0, 1, 2].map((row) => (
              <Skeleton key={row} className="h-12" />
            ))}
          </div>
        ) : query.isError && query.data === undefined ? (
          <QueryError error={query.error} onRetry={() => void query.refetch()} />
        ) : list.length === 0 ? (
          <EmptyState
            icon={<Gauge />}
            title={limits.empty.title}
            body={limits.empty.body}
            action={create}
            className="max-w-md pt-6"
          />
        ) : (
          groupLimits(list).map((group) => (
            <section key={group.kind} aria-labelledby={`limits-${group.kind}`}>
              <h3
                id={`limits-${group.kind}`}
                className="border-t border-line bg-sunken/60 px-4 py-2 text-xs font-medium text-muted sm:px-5"
              >
                {limits.groups[group.kind]}
              </h3>
              <ul>
                {group.limits.map((limit) => (
                  <LimitRow
                    key={limit.id}
                    limit={limit}
                    isWanted={limit.id === wantedId}
                    onRemove={() => remove(limit)}
                    onEdited={() => goTo(null)}
                  />
                ))}
              </ul>
            </section>
          ))
        )}
      </Card>
      <Suspense>
        {isCreating ? (
          <CreateLimitDialog
            limits={list}
            onChangeExisting={({ id }) => {
              setCreating(false);
              goTo(id);
            }}
            onClose={() => setCreating(false)}
          />
        ) : null}
      </Suspense>
    </div>
  );
}
