'use client';
import { buttonVariants } from '@geko/ui/button-variants';
import { Card } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { StatTile } from '@geko/ui/stat-tile';
import type { UsageReport } from '@geko/contracts/usage';
import { ChartColumn } from 'lucide-react';
import Link from 'next/link';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { UsageByDay } from './usage-by-day.tsx';
import { UsageByModel } from './usage-by-model.tsx';

/** Totals, days and models of one month; greyed while another month is on its way. */
export function UsageReportView({
  report,
  isStale,
  workspaceId,
}: {
  report: UsageReport;
  isStale: boolean;
  workspaceId: string;
}) {
  const usage = useMessages('usage');
  const format = useFormat();
  const { totals } = report;
  return (
    <div
      aria-busy={isStale}
      className="flex flex-col gap-6 transition-opacity aria-busy:opacity-60"
    >
      <section aria-label={usage.totals} className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        <StatTile label={usage.requests} value={format.count(totals.requests)} />
        <StatTile label={usage.tokens} value={format.count(totals.tokens)} />
        <StatTile label={usage.cost} value={format.nano(totals.costNano)} hint={usage.costHint} />
        <StatTile
          label={usage.charge}
          value={format.nano(totals.chargeNano)}
          hint={usage.chargeHint}
        />
      </section>
      {totals.requests === 0 ? (
        <Card>
          <EmptyState
            icon={<ChartColumn />}
            title={fill(usage.emptyTitle, { month: format.month(report.month) })}
            body={usage.emptyBody}
            action={
              <Link href={`/w/${workspaceId}`} className={buttonVariants()}>
                {usage.emptyAction}
              </Link>
            }
          />
        </Card>
      ) : (
        <>
          <UsageByDay report={report} />
          <UsageByModel rows={report.byModel} />
        </>
      )}
    </div>
  );
}
