'use client';
import { Card, CardHeader, CardTitle } from '@geko/ui/card';
import type { UsageReport } from '@geko/contracts/usage';
import { useMessages } from '../../messages/use-messages.tsx';
import { UsageTable } from './usage-table.tsx';

/** The month by model. */
export function UsageByModel({ rows }: { rows: UsageReport['byModel'] }) {
  const usage = useMessages('usage');
  return (
    <Card>
      <CardHeader>
        <CardTitle>{usage.byModel}</CardTitle>
      </CardHeader>
      <div className="border-t border-line">
        <UsageTable
          label={usage.byModel}
          nameLabel={usage.model}
          rows={rows.map((row) => ({ ...row, key: row.modelId, name: row.modelName }))}
        />
      </div>
    </Card>
  );
}
