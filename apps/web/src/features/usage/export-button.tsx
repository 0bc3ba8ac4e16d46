'use client';
import { Button } from '@geko/ui/button';
import { Spinner } from '@geko/ui/spinner';
import type { UsageRange } from '@geko/contracts/usage';
import { Download } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useCsvExport } from '../shell/use-csv-export.ts';
import type { UsageFilter } from './usage-view.ts';

/** Saves what is shown as CSV: every call, or their sums by day; and tells how much has come. */
export function ExportButton({
  rows,
  query,
}: {
  rows: 'receipts' | 'days';
  query: UsageFilter & { workspaceId: string; range: UsageRange };
}) {
  const usage = useMessages('usage');
  const format = useFormat();
  const { run, receivedBytes } = useCsvExport({
    path: '/api/usage/export',
    body: { ...query, rows },
    fallbackName: `usage-${rows}.csv`,
    words: usage,
  });
  const isBusy = receivedBytes !== null;
  return (
    <Button
      variant="secondary"
      size="sm"
      aria-label={rows === 'receipts' ? usage.exportReceipts : usage.exportDays}
      aria-busy={isBusy}
      aria-disabled={isBusy}
      onClick={() => void run()}
    >
      {isBusy ? <Spinner aria-hidden /> : <Download aria-hidden />}
      {isBusy
        ? fill(usage.exporting, { size: format.count(Math.ceil(receivedBytes / 1000)) })
        : usage.export}
    </Button>
  );
}
