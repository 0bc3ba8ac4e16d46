'use client';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import { Meter } from '@geko/contracts/meters';
import type { WhatIfResult } from '@geko/contracts/prices';
import { fill, plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { limitName } from '../usage/limit-name.ts';

const figures = ['revenueNano', 'costNano', 'marginNano'] as const;

/** What came in and what would have, and who would have been stopped. */
export function WhatIfTables({ result }: { result: WhatIfResult }) {
  const { whatIf: words, workspace: workspaceLabel, plan: planLabel } = useMessages('admin');
  const { planNames } = useMessages('common');
  const format = useFormat();
  if (result.calls === 0) {
    return (
      <p className="text-sm text-muted">
        {fill(words.noCalls, { month: format.month(result.month) })}
      </p>
    );
  }
  return (
    <div className="flex flex-col gap-6">
      <Card>
        <CardHeader>
          <CardTitle>{words.compare}</CardTitle>
          <CardDescription>{plural(words.calls, result.calls)}</CardDescription>
        </CardHeader>
        <Table label={words.compare}>
          <TableHeader>
            <TableRow>
              <TableHead>{words.figure}</TableHead>
              <TableHead align="end">{words.actual}</TableHead>
              <TableHead align="end">{words.replayed}</TableHead>
              <TableHead align="end">{words.difference}</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {figures.map((figure) => {
              const difference = BigInt(result.replayed[figure]) - BigInt(result.actual[figure]);
              return (
                <TableRow key={figure}>
                  <TableCell>{words[figure]}</TableCell>
                  <TableCell align="end">{format.nano(result.actual[figure])}</TableCell>
                  <TableCell align="end">{format.nano(result.replayed[figure])}</TableCell>
                  <TableCell align="end" className="font-medium">
                    {difference > 0n ? '+' : ''}
                    {format.nano(difference.toString())}
                  </TableCell>
                </TableRow>
              );
            })}
          </TableBody>
        </Table>
      </Card>
      <Card>
        <CardHeader>
          <CardTitle>{words.blocked}</CardTitle>
          <CardDescription>
            {result.blockedCalls === 0
              ? words.nobody
              : plural(words.blockedCalls, result.blockedCalls)}
          </CardDescription>
        </CardHeader>
        {result.blocked.length === 0 ? null : (
          <Table label={words.blocked}>
            <TableHeader>
              <TableRow>
                <TableHead>{workspaceLabel}</TableHead>
                <TableHead>{planLabel}</TableHead>
                <TableHead>{words.by}</TableHead>
                <TableHead align="end">{words.blockedColumn}</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {result.blocked.map((row) => (
                <TableRow key={row.workspaceId}>
                  <TableCell className="font-medium">{row.workspaceName}</TableCell>
                  <TableCell>{planNames[row.planId]}</TableCell>
                  <TableCell>
                    <StoppedBy name={row.by} />
                  </TableCell>
                  <TableCell align="end">{format.count(row.calls)}</TableCell>
                </TableRow>
              ))}
            </TableBody>
          </Table>
        )}
      </Card>
    </div>
  );
}

/** What stopped most of a workspace's calls: its plan, or a limit by its stable name. */
function StoppedBy({ name }: { name: string }) {
  const { whatIf: words } = useMessages('admin');
  const { limitNames } = useMessages('usage');
  if (name === 'plan') return words.byPlan;
  if (name.startsWith('member.')) return words.byMember;
  const meter = Meter.options.find((one) => name.split('.').includes(one)) ?? 'tokens';
  return limitName({ name, meter }, limitNames);
}
