'use client';
import { Button } from '@geko/ui/button';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { ScrollText, SearchX } from 'lucide-react';
import { useSearchParams } from 'next/navigation';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { useAllMembers } from '../members/use-all-members.ts';
import { PagedList } from '../shell/paged-list.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { filterQuery, isFiltered, noFilter, readFilter, type AuditFilter } from './audit-filter.ts';
import { AuditFilters } from './audit-filters.tsx';
import { AuditDays } from './audit-days.tsx';
import { ExportButton } from './export-button.tsx';
import { useAuditLines, useAuditQuery, useZone } from './use-audit-lines.ts';

/** The record of what was done here, with filters that stand in the address, and its export. */
export function AuditPanel() {
  const audit = useMessages('audit');
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
      <PagedList
        pages={pages}
        isEmpty={lines.length === 0}
        empty={
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
        }
        moreLabel={audit.older}
        end={
          isFiltered(filter) ? null : (
            <p className="border-t border-line px-4 py-3 text-center text-xs text-subtle">
              {audit.end}
            </p>
          )
        }
      >
        <AuditDays
          lines={lines}
          members={members.items}
          roles={roles.data ?? []}
          onChoosePerson={(actorId) => setFilter({ ...filter, actorId })}
        />
      </PagedList>
    </Card>
  );
}
