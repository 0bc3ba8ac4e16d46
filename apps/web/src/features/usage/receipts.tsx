'use client';
import { keepPreviousData } from '@tanstack/react-query';
import { Badge } from '@geko/ui/badge';
import { Card, CardActions, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import { AUTO_MODEL_ID } from '@geko/contracts/auto-model';
import type { ReceiptPage, UsageRange } from '@geko/contracts/usage';
import { lazy, Suspense, useState } from 'react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { PagedList } from '../shell/paged-list.tsx';
import { ExportButton } from './export-button.tsx';
import { tokensAndUnits } from './used-text.ts';
import type { UsageFilter } from './usage-view.ts';

type Row = ReceiptPage['items'][number];

const outcomeTones = {
  finished: 'success',
  stopped: 'neutral',
  failed: 'warning',
  interrupted: 'warning',
} as const satisfies Record<Row['outcome'], string>;

const ReceiptDialog = lazy(async () => ({
  default: (await import('./receipt-dialog.tsx')).ReceiptDialog,
}));

/** Every call of the span and the filters, newest first, page by page; a row opens its receipt. */
export function Receipts({
  query,
}: {
  query: UsageFilter & { workspaceId: string; range: UsageRange };
}) {
  const usage = useMessages('usage');
  const [opened, setOpened] = useState<Row | null>(null);
  const receipts = trpc.usage.receipts.useInfiniteQuery(query, {
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const rows = receipts.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Card>
      <CardHeader>
        <CardTitle>{usage.receipts}</CardTitle>
        <CardDescription>{usage.receiptsLead}</CardDescription>
        {rows.length === 0 ? null : (
          <CardActions>
            <ExportButton rows="receipts" query={query} />
          </CardActions>
        )}
      </CardHeader>
      <PagedList
        pages={receipts}
        isEmpty={rows.length === 0}
        empty={<p className="px-4 pb-5 text-sm text-muted sm:px-5">{usage.receiptsEmpty}</p>}
      >
        <div className="border-t border-line">
          <ReceiptTable rows={rows} onOpen={setOpened} />
        </div>
      </PagedList>
      <Suspense>
        {opened === null ? null : (
          <ReceiptDialog receipt={opened} onClose={() => setOpened(null)} />
        )}
      </Suspense>
    </Card>
  );
}

function ReceiptTable({ rows, onOpen }: { rows: readonly Row[]; onOpen: (row: Row) => void }) {
  const usage = useMessages('usage');
  const format = useFormat();
  const common = useMessages('common');
  return (
    <Table label={usage.receipts}>
      <TableHeader>
        <TableRow>
          <TableHead>{usage.at}</TableHead>
          <TableHead>{usage.model}</TableHead>
          <TableHead>{usage.user}</TableHead>
          <TableHead align="end">{usage.tokens}</TableHead>
          <TableHead align="end">{usage.cost}</TableHead>
          <TableHead align="end">{usage.charge}</TableHead>
          <TableHead>{usage.outcome}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.turnId} className="relative">
            <TableCell className="min-w-32 text-muted sm:whitespace-nowrap">
              <button
                type="button"
                aria-label={fill(usage.openReceipt, {
                  model: row.modelName,
                  at: format.dateTime(row.at),
                })}
                onClick={() => onOpen(row)}
                // The whole row can be pressed; the button is what keyboards and screen readers meet.
                className="rounded-xs text-start before:absolute before:inset-0"
              >
                {format.dateTime(row.at)}
              </button>
            </TableCell>
            <TableCell className="min-w-36 sm:whitespace-nowrap">
              {/* Under the name where the table scrolls, or its edge would cut it. */}
              <span className="flex flex-col items-start gap-x-1.5 gap-y-1 sm:flex-row sm:items-center">
                {row.modelName}
                {row.askedFor === AUTO_MODEL_ID ? <Badge>{usage.auto}</Badge> : null}
              </span>
            </TableCell>
            <TableCell className="max-w-40 truncate">{row.userName}</TableCell>
            <TableCell align="end">{tokensAndUnits(row, common, format)}</TableCell>
            <TableCell align="end">{format.nano(row.costNano)}</TableCell>
            <TableCell align="end">{format.nano(row.chargeNano)}</TableCell>
            <TableCell>
              <span className="flex flex-wrap gap-1.5">
                <Badge tone={outcomeTones[row.outcome]}>{common.outcomes[row.outcome]}</Badge>
                {row.isEstimated ? <Badge tone="warning">{usage.estimated}</Badge> : null}
                {row.isCorrected ? <Badge tone="blue">{usage.corrected}</Badge> : null}
              </span>
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
