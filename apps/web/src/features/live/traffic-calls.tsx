'use client';
import { Badge } from '@geko/ui/badge';
import { Card, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { EmptyState } from '@geko/ui/empty-state';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import type { LiveCall } from '@geko/contracts/traffic';
import { Activity } from 'lucide-react';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useProviderName } from './use-provider-name.ts';

type Call = LiveCall & { workspaceName?: string | null; keyAlias?: string | null };

const tones = {
  finished: 'success',
  stopped: 'neutral',
  failed: 'danger',
  interrupted: 'warning',
} as const satisfies Record<LiveCall['outcome'], string>;

/** On a narrow screen the first columns say it; the rest is a swipe away. */
export function TrafficCalls({ calls, isAll }: { calls: readonly Call[]; isAll: boolean }) {
  const live = useMessages('live');
  return (
    <Card>
      <CardHeader>
        <CardTitle>{live.calls}</CardTitle>
        <CardDescription>{live.callsLead}</CardDescription>
      </CardHeader>
      <div className="border-t border-line">
        {calls.length === 0 ? (
          <EmptyState icon={<Activity />} title={live.empty} body={live.emptyBody} />
        ) : (
          <Table label={live.calls}>
            <TableHeader>
              <TableRow>
                <TableHead>{live.at}</TableHead>
                <TableHead>{live.model}</TableHead>
                <TableHead>{live.outcome}</TableHead>
                <TableHead align="end">{live.duration}</TableHead>
                {isAll ? <TableHead>{live.workspace}</TableHead> : null}
                <TableHead>{live.provider}</TableHead>
                {isAll ? <TableHead>{live.key}</TableHead> : null}
                <TableHead>{live.source}</TableHead>
                <TableHead align="end">{live.firstToken}</TableHead>
                <TableHead align="end">{live.tokens}</TableHead>
              </TableRow>
            </TableHeader>
            <TableBody>
              {calls.map((call) => (
                <CallRow key={call.id} call={call} isAll={isAll} />
              ))}
            </TableBody>
          </Table>
        )}
      </div>
    </Card>
  );
}

function CallRow({ call, isAll }: { call: Call; isAll: boolean }) {
  const live = useMessages('live');
  const { outcomes } = useMessages('common');
  const format = useFormat();
  const providerName = useProviderName();
  const { timeToFirstTokenMs: firstMs, inputTokens, outputTokens } = call;
  return (
    <TableRow>
      <TableCell className="whitespace-nowrap tabular-nums">{format.clock(call.at)}</TableCell>
      <TableCell className="max-w-40 truncate whitespace-nowrap" title={call.modelId}>
        {call.modelId}
      </TableCell>
      <TableCell>
        <Badge tone={tones[call.outcome]}>{outcomes[call.outcome]}</Badge>
      </TableCell>
      <TableCell align="end" className="whitespace-nowrap">
        {format.duration(call.durationMs)}
      </TableCell>
      {isAll ? (
        <TableCell className="max-w-40 truncate whitespace-nowrap">
          {call.workspaceName ?? live.purged}
        </TableCell>
      ) : null}
      <TableCell className="whitespace-nowrap">{providerName(call.provider)}</TableCell>
      {isAll ? (
        <TableCell className="max-w-40 truncate whitespace-nowrap">
          {call.keyAlias ?? live.noKey}
        </TableCell>
      ) : null}
      <TableCell>{live.sources[call.source]}</TableCell>
      <TableCell align="end" className="whitespace-nowrap">
        {firstMs === null ? live.none : format.duration(firstMs)}
      </TableCell>
      <TableCell align="end" className="whitespace-nowrap">
        {fill(live.tokensInOut, {
          input: format.count(inputTokens),
          output: format.count(outputTokens),
        })}
      </TableCell>
    </TableRow>
  );
}
