'use client';
import { Card, CardHeader, CardTitle } from '@geko/ui/card';
import type { UsageReport } from '@geko/contracts/usage';
import type { ComponentProps } from 'react';
import { useMessages } from '../../messages/use-messages.tsx';
import { UsageTable } from './usage-table.tsx';
import type { UsageView } from './usage-view.ts';

type Part = Pick<ComponentProps<typeof UsageTable>, 'rows' | 'onPick'> & {
  title: string;
  /** Of its first column. */
  name: string;
};

/**
 * The span by model, by person where more than one's own is seen, and by who pays; a row narrows the page to it. By key
 * where a call came by one.
 */
export function UsageParts({
  report,
  view,
  onChange,
}: {
  report: UsageReport;
  view: UsageView;
  onChange: (view: UsageView) => void;
}) {
  const usage = useMessages('usage');
  const { fundingNames } = useMessages('common');
  const parts: Part[] = [
    {
      title: usage.byModel,
      name: usage.model,
      rows: report.byModel.map((row) => ({ ...row, key: row.modelId, name: row.modelName })),
      onPick: (modelId: string) => onChange({ ...view, modelId }),
    },
    {
      title: usage.byMember,
      name: usage.user,
      rows: report.byMember.map((row) => ({
        ...row,
        key: row.userId,
        name: row.userName === '' ? usage.someone : row.userName,
      })),
      onPick: (userId: string) => onChange({ ...view, userId }),
    },
    {
      title: usage.byFunding,
      name: usage.funding,
      rows: report.byFunding.map((row) => ({
        ...row,
        key: row.funding,
        name: fundingNames[row.funding],
      })),
      onPick: (key: string) => {
        const row = report.byFunding.find(({ funding }) => funding === key);
        if (row !== undefined) onChange({ ...view, funding: row.funding });
      },
    },
    {
      title: usage.byKey,
      name: usage.apiKey,
      rows: report.byKey.map((row) => ({
        ...row,
        key: row.apiKeyId,
        name: row.apiKeyId === null ? usage.noKey : (row.keyName ?? row.apiKeyId),
      })),
      onPick: (apiKeyId: string) => onChange({ ...view, apiKeyId }),
    },
  ];
  return parts
    .filter(({ rows }) => rows.length > 0)
    .map(({ title, name, ...table }) => (
      <Card key={title}>
        <CardHeader>
          <CardTitle>{title}</CardTitle>
        </CardHeader>
        <div className="border-t border-line">
          <UsageTable label={title} nameLabel={name} {...table} />
        </div>
      </Card>
    ));
}
