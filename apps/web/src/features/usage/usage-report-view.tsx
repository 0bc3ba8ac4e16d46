'use client';
import { Button } from '@geko/ui/button';
import { buttonVariants } from '@geko/ui/button-variants';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import type { UsageReport } from '@geko/contracts/usage';
import { ChartColumn, SearchX } from 'lucide-react';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import { UsageParts } from './usage-parts.tsx';
import { UsageSeries } from './usage-series.tsx';
import { UsageTotals } from './usage-totals.tsx';
import { everything, isNarrowed, type UsageView } from './usage-view.ts';

type Props = {
  report: UsageReport;
  view: UsageView;
  /** "November 2026". */
  spanName: string;
  isStale: boolean;
  workspaceId: string;
  exporter: ReactNode;
  onChange: (view: UsageView) => void;
};

/** Totals, bars and tables of one span; greyed while another is on its way. */
export function UsageReportView(props: Props) {
  const { report, view, spanName, isStale, exporter, onChange } = props;
  return (
    <div
      aria-busy={isStale}
      className="flex flex-col gap-6 transition-opacity aria-busy:opacity-60"
    >
      <UsageTotals report={report} kind={view.kind} />
      {report.totals.requests === 0 ? (
        <NoUse {...props} />
      ) : (
        <>
          <UsageSeries report={report} spanName={spanName} exporter={exporter} />
          <UsageParts report={report} view={view} onChange={onChange} />
        </>
      )}
    </div>
  );
}

function NoUse({ view, spanName, workspaceId, onChange }: Props) {
  const usage = useMessages('usage');
  const title = fill(usage.emptyTitle, { span: spanName });
  return (
    <Card>
      {isNarrowed(view) ? (
        <EmptyState
          icon={<SearchX />}
          title={title}
          body={usage.noMatchBody}
          action={
            <Button variant="secondary" onClick={() => onChange({ ...view, ...everything })}>
              {usage.clearFilters}
            </Button>
          }
        />
      ) : (
        <EmptyState
          icon={<ChartColumn />}
          title={title}
          body={usage.emptyBody}
          action={
            <Link href={`/w/${workspaceId}`} className={buttonVariants()}>
              {usage.emptyAction}
            </Link>
          }
        />
      )}
    </Card>
  );
}
