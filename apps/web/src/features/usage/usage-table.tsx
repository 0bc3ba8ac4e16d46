'use client';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import type { UsageTotals } from '@geko/contracts/usage';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

/** Requests, tokens, cost and charge of each row. */
export function UsageTable({
  label,
  nameLabel,
  rows,
}: {
  label: string;
  nameLabel: string;
  rows: readonly (UsageTotals & { key: string; name: string })[];
}) {
  const usage = useMessages('usage');
  const format = useFormat();
  return (
    <Table label={label}>
      <TableHeader>
        <TableRow>
          <TableHead>{nameLabel}</TableHead>
          <TableHead align="end">{usage.requests}</TableHead>
          <TableHead align="end">{usage.tokens}</TableHead>
          <TableHead align="end">{usage.cost}</TableHead>
          <TableHead align="end">{usage.charge}</TableHead>
        </TableRow>
      </TableHeader>
      <TableBody>
        {rows.map((row) => (
          <TableRow key={row.key}>
            <TableCell className="whitespace-nowrap">{row.name}</TableCell>
            <TableCell align="end">{format.count(row.requests)}</TableCell>
            <TableCell align="end">{format.count(row.tokens)}</TableCell>
            <TableCell align="end">{format.nano(row.costNano)}</TableCell>
            <TableCell align="end">{format.nano(row.chargeNano)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
