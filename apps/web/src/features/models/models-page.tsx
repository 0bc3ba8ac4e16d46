'use client';
import { Button } from '@geko/ui/button';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import { Cpu, SearchX } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { plural } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { filterModels, groupByProvider, type ModelFilter } from './filter-models.ts';
import { ModelFilters } from './model-filters.tsx';
import { ModelGroup } from './model-group.tsx';
import { useSetEnabled } from './use-set-enabled.ts';

const noFilter: ModelFilter = { search: '', tier: 'all', isUsableOnly: false };

/** Every published model by provider and kind: price, abilities, whether it may be used here, and if not, why. */
export function ModelsPage() {
  const models = useMessages('models');
  const common = useMessages('common');
  const { workspace, can } = useWorkspace();
  const { data, error, isError, refetch } = trpc.models.list.useQuery({
    workspaceId: workspace.id,
  });
  const setEnabled = useSetEnabled(workspace.id);
  const [filter, setFilter] = useState(noFilter);
  const found = filterModels(data?.models ?? [], useDeferredValue(filter));
  return (
    <Page title={models.title} lead={models.lead}>
      {data === undefined ? (
        isError ? (
          <QueryError error={error} onRetry={() => void refetch()} />
        ) : (
          <div role="status" aria-label={common.loading} className="flex flex-col gap-3">
            <Skeleton className="h-10 rounded-lg" />
            <Skeleton className="h-96 rounded-xl" />
          </div>
        )
      ) : data.models.length === 0 ? (
        <EmptyState icon={<Cpu />} title={models.emptyTitle} body={models.emptyBody} />
      ) : (
        <>
          <ModelFilters filter={filter} onChange={setFilter} />
          <p role="status" className="sr-only">
            {plural(models.matches, found.length)}
          </p>
          {found.length === 0 ? (
            <EmptyState
              icon={<SearchX />}
              title={models.noMatchTitle}
              body={models.noMatchBody}
              action={
                <Button variant="secondary" onClick={() => setFilter(noFilter)}>
                  {models.clearFilters}
                </Button>
              }
            />
          ) : (
            groupByProvider(found).map(([provider, group]) => (
              <ModelGroup
                key={provider}
                provider={provider}
                models={group}
                defaultModelId={data.defaultModelId}
                onSetEnabled={can('model:configure') ? setEnabled : null}
              />
            ))
          )}
        </>
      )}
    </Page>
  );
}
