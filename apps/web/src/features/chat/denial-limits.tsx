'use client';
import { cn } from '@geko/ui/cn';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import { fill } from '../../lib/fill.ts';
import { useMessages } from '../../messages/use-messages.tsx';
import type { DenialRow } from './denial-view.ts';

const wide = 'max-sm:hidden';

/** Every limit that was looked at, those that are exceeded marked. A narrow screen has the figures under the name. */
export function DenialLimits({ rows }: { rows: readonly DenialRow[] }) {
  const { denial } = useMessages('chat');
  return (
    // No landmark: the table in it has the same name, and is one where it scrolls.
    <div>
      <h3 className="mb-2 text-xs font-medium text-subtle">{denial.limits}</h3>
      <div className="rounded-lg border border-line">
        <Table label={denial.limits} className="text-[0.8125rem]">
          <TableHeader>
            <TableRow>
              <TableHead>{denial.columns.name}</TableHead>
              <TableHead align="end" className={wide}>
                {denial.columns.used}
              </TableHead>
              <TableHead align="end" className={wide}>
                {denial.columns.held}
              </TableHead>
              <TableHead align="end" className={wide}>
                {denial.columns.cap}
              </TableHead>
              <TableHead align="end">{denial.columns.resets}</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={row.key} className={cn(row.isExceeded && 'bg-danger-soft')}>
                <TableHead
                  scope="row"
                  className="h-auto py-2 text-[0.8125rem] leading-5 whitespace-normal text-fg"
                >
                  <span className="flex flex-wrap items-center gap-x-2 text-start">
                    {row.name}
                    {row.isExceeded ? (
                      <strong className="text-xs font-medium text-danger-text">
                        {denial.exceeded}
                      </strong>
                    ) : null}
                  </span>
                  <span className="block text-start text-xs font-normal text-muted">
                    {row.setBy}
                  </span>
                  <span className="block text-start text-xs font-normal text-muted tabular-nums sm:hidden">
                    {fill(denial.figures, { used: row.used, held: row.held, cap: row.cap })}
                  </span>
                </TableHead>
                <TableCell align="end" className={wide}>
                  {row.used}
                </TableCell>
                <TableCell align="end" className={wide}>
                  {row.held}
                </TableCell>
                <TableCell align="end" className={wide}>
                  {row.cap}
                </TableCell>
                <TableCell align="end" className="text-xs text-muted sm:whitespace-nowrap">
                  {row.resets}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </div>
  );
}
