'use client';
import { BarChart } from '@geko/ui/bar-chart';
import { Card, CardActions, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { UsageReport, UsageTotals } from '@geko/contracts/usage';
import { useState, type ReactNode } from 'react';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { ChoiceGroup } from '../shell/choice-group.tsx';
import { UsageTable } from './usage-table.tsx';

type Figure = 'tokens' | 'charge' | 'cost';

/** One figure by day or month as bars, or all of them as a table. spanName: "November 2026". */
export function UsageSeries({
  report,
  spanName,
  exporter,
}: {
  report: UsageReport;
  spanName: string;
  exporter: ReactNode;
}) {
  const usage = useMessages('usage');
  const format = useFormat();
  const common = useMessages('common');
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const [figure, setFigure] = useState<Figure>('tokens');
  const isByDay = report.bucket === 'day';
  const nameOf = (start: string): string =>
    isByDay ? format.day(start) : format.shortMonth(start.slice(0, 7));
  const textOf = (row: UsageTotals): string => {
    if (figure === 'tokens')
      return plural(common.tokens, row.tokens, { count: format.count(row.tokens) });
    return format.nano(figure === 'charge' ? row.chargeNano : row.costNano);
  };
  // The height of a bar only: that it is no exact figure does not show.
  const heightOf = (row: UsageTotals): number =>
    Number(figure === 'tokens' ? row.tokens : figure === 'charge' ? row.chargeNano : row.costNano);
  const highest = report.series.toSorted((a, b) => heightOf(b) - heightOf(a))[0];
  return (
    <Card>
      <CardHeader className="max-sm:grid-cols-1">
        <CardTitle>{isByDay ? usage.byDay : usage.byMonth}</CardTitle>
        <CardDescription>{fill(usage.timeZone, { zone: report.timeZone })}</CardDescription>
        <CardActions className="flex-wrap max-sm:col-start-1 max-sm:row-start-3 max-sm:mt-2 sm:justify-end">
          {view === 'chart' ? (
            <ChoiceGroup
              label={usage.figure}
              value={figure}
              options={[
                { value: 'tokens', label: usage.tokens },
                { value: 'charge', label: usage.charge },
                { value: 'cost', label: usage.costShort },
              ]}
              onChange={setFigure}
            />
          ) : null}
          <ChoiceGroup
            label={usage.view}
            value={view}
            options={[
              { value: 'chart', label: usage.chart },
              { value: 'table', label: usage.table },
            ]}
            onChange={setView}
          />
          {exporter}
        </CardActions>
      </CardHeader>
      {view === 'chart' ? (
        <CardBody className="pt-5">
          <BarChart
            label={fill(usage.chartLabel, {
              figure: { tokens: usage.tokens, charge: usage.charge, cost: usage.cost }[figure],
              span: spanName,
            })}
            {...(highest === undefined ? {} : { maxLabel: textOf(highest) })}
            data={report.series.map((row) => ({
              label: nameOf(row.start),
              value: heightOf(row),
              valueLabel: textOf(row),
            }))}
          />
        </CardBody>
      ) : (
        <div className="border-t border-line">
          <UsageTable
            label={isByDay ? usage.byDay : usage.byMonth}
            nameLabel={isByDay ? usage.day : usage.month}
            rows={report.series
              .map((row) => ({ ...row, key: row.start, name: nameOf(row.start) }))
              .toReversed()}
          />
        </div>
      )}
    </Card>
  );
}
