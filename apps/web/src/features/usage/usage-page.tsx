'use client';
import { buttonVariants } from '@geko/ui/button-variants';
import { keepPreviousData } from '@tanstack/react-query';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { dayIn } from '../audit/zone-day.ts';
import { useToday } from '../chat/use-today.ts';
import { Page } from '../shell/page.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { ExportButton } from './export-button.tsx';
import { Limits } from './limits.tsx';
import { RangePicker } from './range-picker.tsx';
import { Receipts } from './receipts.tsx';
import { spanText } from './span-text.ts';
import { UsageFilters } from './usage-filters.tsx';
import { UsageReportSkeleton } from './usage-report-skeleton.tsx';
import { UsageReportView } from './usage-report-view.tsx';
import { rangeOf, readUsageView, spanOf, usageViewQuery, type UsageView } from './usage-view.ts';

/** What was used and what it cost, the limits as they stand, and the receipts. Span and filters are in the address. */
export function UsagePage() {
  const usage = useMessages('usage');
  const format = useFormat();
  const { workspace, can } = useWorkspace();
  const view = readUsageView(useSearchParams());
  const { userId, modelId, funding, apiKeyId } = view;
  const query = {
    workspaceId: workspace.id,
    range: rangeOf(view),
    userId,
    modelId,
    funding,
    apiKeyId,
  };
  const report = trpc.usage.report.useQuery(query, { placeholderData: keepPreviousData });
  // The server goes by the workspace's zone; until it has told which, by UTC.
  const today = dayIn(useToday(), report.data?.timeZone ?? 'UTC');
  const setView = (next: UsageView): void => {
    const address = usageViewQuery(next);
    window.history.replaceState(
      null,
      '',
      address === '' ? window.location.pathname : `?${address}`,
    );
  };
  return (
    <Page
      title={usage.title}
      lead={can('usage:view:workspace') ? usage.leadWorkspace : usage.leadOwn}
      aside={
        can('usage:view:workspace') ? (
          <Link
            href={`/w/${workspace.id}/usage/live`}
            // Few go there: what it brings is fetched when they do.
            prefetch={false}
            className={buttonVariants({ variant: 'secondary', size: 'sm' })}
          >
            {usage.live}
          </Link>
        ) : null
      }
    >
      <div className="flex flex-col gap-3">
        <RangePicker view={view} today={today} onChange={setView} />
        <UsageFilters view={view} report={report.data} onChange={setView} />
      </div>
      {report.data !== undefined ? (
        <UsageReportView
          report={report.data}
          view={view}
          spanName={spanText(spanOf(view, today), view.kind, usage.span, format)}
          isStale={report.isPlaceholderData}
          workspaceId={workspace.id}
          exporter={<ExportButton rows="days" query={query} />}
          onChange={setView}
        />
      ) : report.isError ? (
        <QueryError error={report.error} onRetry={() => void report.refetch()} />
      ) : (
        <UsageReportSkeleton />
      )}
      <Limits workspaceId={workspace.id} />
      <Receipts query={query} />
    </Page>
  );
}
