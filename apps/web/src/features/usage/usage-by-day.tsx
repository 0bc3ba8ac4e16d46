'use client';
import { BarChart } from '@geko/ui/bar-chart';
import { Card, CardActions, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import type { UsageReport } from '@geko/contracts/usage';
import { useState } from 'react';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { ChoiceGroup } from '../shell/choice-group.tsx';
import { UsageTable } from './usage-table.tsx';

/** Tokens by day as bars, or the same days with all their figures as a table. */
export function UsageByDay({ report }: { report: UsageReport }) {
  const usage = useMessages('usage');
  const format = useFormat();
  const common = useMessages('common');
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const most = Math.max(...report.byDay.map(({ tokens }) => tokens), 0);
  return (
    <Card>
      <CardHeader>
        <CardTitle>{usage.byDay}</CardTitle>
        <CardDescription>{fill(usage.timeZone, { zone: report.timeZone })}</CardDescription>
        <CardActions>
          <ChoiceGroup
            label={usage.view}
            value={view}
            options={[
              { value: 'chart', label: usage.chart },
              { value: 'table', label: usage.table },
            ]}
            onChange={setView}
          />
        </CardActions>
      </CardHeader>
      {view === 'chart' ? (
        <CardBody className="pt-5">
          <BarChart
            label={fill(usage.byDayChart, { month: format.month(report.month) })}
            maxLabel={plural(common.tokens, most, { count: format.count(most) })}
            data={report.byDay.map(({ day, tokens }) => ({
              label: format.day(day),
              value: tokens,
              valueLabel: plural(common.tokens, tokens, { count: format.count(tokens) }),
            }))}
          />
        </CardBody>
      ) : (
        <div className="border-t border-line">
          <UsageTable
            label={usage.byDay}
            nameLabel={usage.day}
            rows={report.byDay
              .map((row) => ({ ...row, key: row.day, name: format.day(row.day) }))
              .toReversed()}
          />
        </div>
      )}
    </Card>
  );
}
