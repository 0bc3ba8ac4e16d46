'use client';
import { useSearchParams } from 'next/navigation';
import { useState } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { Page } from '../shell/page.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { useWorkspace } from '../shell/workspace-context.tsx';
import { Limits } from './limits.tsx';
import { isMonth } from './month.ts';
import { MonthPicker } from './month-picker.tsx';
import { Receipts } from './receipts.tsx';
import { UsageReportSkeleton } from './usage-report-skeleton.tsx';
import { UsageReportView } from './usage-report-view.tsx';

/** A month's use and cost, the limits as they stand, and the receipts. The month is in the address. */
export function UsagePage() {
  const usage = useMessages('usage');
  const { workspace, can } = useWorkspace();
  const [currentMonth] = useState(() => new Date().toISOString().slice(0, 7));
  const asked = useSearchParams().get('month') ?? '';
  const month = isMonth(asked) ? asked : currentMonth;
  const report = trpc.usage.report.useQuery(
    { workspaceId: workspace.id, month },
    { placeholderData: (previous) => previous },
  );
  return (
    <Page
      title={usage.title}
      lead={can('usage:view:workspace') ? usage.leadWorkspace : usage.leadOwn}
      aside={
        <MonthPicker
          month={month}
          currentMonth={currentMonth}
          onChange={(next) => window.history.replaceState(null, '', `?month=${next}`)}
        />
      }
    >
      {report.data !== undefined ? (
        <UsageReportView
          report={report.data}
          isStale={report.isPlaceholderData}
          workspaceId={workspace.id}
        />
      ) : report.isError ? (
        <QueryError error={report.error} onRetry={() => void report.refetch()} />
      ) : (
        <UsageReportSkeleton />
      )}
      <Limits workspaceId={workspace.id} />
      <Receipts workspaceId={workspace.id} />
    </Page>
  );
}
