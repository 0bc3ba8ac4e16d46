'use client';
import { Button } from '@geko/ui/button';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { cn } from '@geko/ui/cn';
import { EmptyState } from '@geko/ui/empty-state';
import { Skeleton } from '@geko/ui/skeleton';
import { ScrollText, SearchX } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useAllMembers } from '../members/use-all-members.ts';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { filterQuery, isFiltered, noFilter, readFilter, type AuditFilter } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditDays } from './audit-days.tsx';
import { ExportButton } from './export-button.tsx';
import { useAuditLines, useAuditQuery, useZone } from './use-audit-lines.ts';

/** The record of what was done here, with filters that stand in the address, and its export. */
export function AuditPanel() {
  const audit = useMessages('audit');
  const common = useMessages('common');
  const { workspace, can } = useWorkspace();
  const filter = readFilter(useSearchParams(), audit.actions);
  const query = useAuditQuery(filter);
  const { pages, lines } = useAuditLines(query);
  const members = useAllMembers(workspace.id);
  const roles = trpc.roles.list.useQuery({ workspaceId: workspace.id });
  const setFilter = (next: AuditFilter): void =>
    window.history.replaceState(null, '', `?${filterQuery(next)}`);
  const clear = (
    <Button variant="secondary" onClick={() => setFilter(noFilter)}>
      {audit.clear}
    </Button>
  );
  return (
    <Card>
      <CardHeader className="max-sm:grid-cols-1">
        <CardTitle>{audit.title}</CardTitle>
        <CardDescription>
          {audit.lead} {fill(audit.zone, { zone: useZone() })}
        </CardDescription>
        {can('audit:export') ? (
          <CardActions className="max-sm:col-start-1 max-sm:row-start-3 max-sm:mt-2">
            <ExportButton query={query} />
          </CardActions>
        ) : null}
      </CardHeader>
      <AuditFilters
        filter={filter}
        members={members.items}
        actorName={lines.find(({ actorId }) => actorId === filter.actorId)?.actorName ?? null}
        onChange={setFilter}
      />
      {pages.isPending ? (
        <div role="status" aria-label={common.loading} className="flex flex-col gap-4 px-5 py-5">
          {[0, 1, 2, 3].map((row) => (
            <Skeleton key={row} className="h-10" />
          ))}
        </div>
      ) : pages.isError && lines.length === 0 ? (
        <QueryError error={pages.error} onRetry={() => void pages.refetch()} />
      ) : lines.length === 0 ? (
        isFiltered(filter) ? (
          <EmptyState
            icon={<SearchX />}
            title={audit.noMatchTitle}
            body={audit.noMatchBody}
            action={clear}
          />
        ) : (
          <EmptyState icon={<ScrollText />} title={audit.emptyTitle} body={audit.emptyBody} />
        )
      ) : (
        <div
          aria-busy={pages.isPlaceholderData}
          className={cn('transition-opacity duration-100', pages.isPlaceholderData && 'opacity-60')}
        >
          <AuditDays
            lines={lines}
            members={members.items}
            roles={roles.data ?? []}
            onChoosePerson={(actorId) => setFilter({ ...filter, actorId })}
          />
        </div>
      )}
      {pages.hasNextPage ? (
        <div className="flex justify-center border-t border-line p-3">
          <Button
            variant="ghost"
            size="sm"
            isLoading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {audit.older}
          </Button>
        </div>
      ) : lines.length > 0 && !isFiltered(filter) ? (
        <p className="border-t border-line px-4 py-3 text-center text-xs text-subtle">
          {audit.end}
        </p>
      ) : null}
    </Card>
  );
}
