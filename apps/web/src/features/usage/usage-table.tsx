'use client';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import { unitNames } from '@geko/contracts/units';
import type { UsageTotals } from '@geko/contracts/usage';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

/** key: null = a row that nothing can be narrowed to. */
type Row = UsageTotals & { key: string | null; name: string };

/** Requests, tokens, what else was used, cost and charge of each row. onPick: a press on a row narrows everything to it. */
export function UsageTable({
  label,
  nameLabel,
  rows,
  onPick,
}: {
  label: string;
  nameLabel: string;
  rows: readonly Row[];
  onPick?: (key: string) => void;
}) {
  const usage = useMessages('usage');
  const format = useFormat();
  const units = unitNames.filter((unit) => rows.some((row) => row[unit] > 0));
  return (
    <Table label={label}>
      <TableHeader>
        <TableRow>
          <TableHead>{nameLabel}</TableHead>
          <TableHead align="end">{usage.requests}</TableHead>
          <TableHead align="end">{usage.tokens}</TableHead>
          {units.map((unit) => (
            <TableHead key={unit} align="end">
              {usage.unitNames[unit]}
            </TableHead>
          ))}
          <TableHead align="end">{usage.cost}</TableHead>
          <TableHead align="end">{usage.charge}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map(({ key, ...row }) => (
          <TableRow key={key} className="relative">
            <TableCell className="max-w-48 truncate whitespace-nowrap">
              {onPick === undefined || key === null ? (
                row.name
              ) : (
                <button
                  type="button"
                  aria-label={fill(usage.showOnly, { name: row.name })}
                  onClick={() => onPick(key)}
                  // The whole row can be pressed; the button is what keyboards and screen readers meet.
                  className="rounded-xs text-start before:absolute before:inset-0"
                >
                  {row.name}
                </button>
              )}
            </TableCell>
            <TableCell align="end">{format.count(row.requests)}</TableCell>
            <TableCell align="end">{format.count(row.tokens)}</TableCell>
            {units.map((unit) => (
              <TableCell key={unit} align="end">
                {format.count(row[unit])}
              </TableCell>
            ))}
            <TableCell align="end">{format.nano(row.costNano)}</TableCell>
            <TableCell align="end">{format.nano(row.chargeNano)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
