import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import type { AdminOverview } from '@geko/contracts/admin';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';

type Row = AdminOverview['fairUse'][number];

/** The workspaces that go on beyond a limit which their plan lets them pass. */
export function FairUse({ rows }: { rows: readonly Row[] }) {
  const admin = useMessages('admin');
  const common = useMessages('common');
  const format = useFormat();
  const capOf = ({ meter, cap }: Row): string =>
    meter === 'charge'
      ? format.nano(cap)
      : plural(common[meter], Number(cap), { count: format.count(Number(cap)) });
  return (
    <Card>
      <CardHeader>
        <CardTitle>{admin.fairUse}</CardTitle>
        <CardDescription>{admin.fairUseLead}</CardDescription>
      </CardHeader>
      <div className="border-t border-line">
        <Table label={admin.fairUse}>
          <TableHeader>
            <TableRow>
              <TableHead>{admin.workspace}</TableHead>
              <TableHead>{admin.plan}</TableHead>
              <TableHead align="end">{admin.used}</TableHead>
              <TableHead align="end">{admin.fairUseSince}</TableHead>
              <TableHead align="end">{admin.fairUseUntil}</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {rows.map((row) => (
              <TableRow key={`${row.workspaceId} ${row.limit}`}>
                <TableCell className="max-w-48 truncate whitespace-nowrap">
                  {row.workspaceName}
                </TableCell>
                <TableCell className="whitespace-nowrap">{common.planNames[row.planId]}</TableCell>
                <TableCell align="end" className="whitespace-nowrap">
                  {fill(admin.fairUseLimit, { cap: capOf(row) })}
                </TableCell>
                <TableCell align="end" className="whitespace-nowrap">
                  {format.date(row.passedAt)}
                </TableCell>
                <TableCell align="end" className="whitespace-nowrap">
                  {format.date(row.resetsAt)}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </Card>
  );
}
