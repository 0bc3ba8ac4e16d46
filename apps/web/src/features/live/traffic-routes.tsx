'use client';
import { Card, CardHeader, CardTitle } from '@geko/ui/card';
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '@geko/ui/table';
import type { TrafficFigures } from '@geko/contracts/traffic';
import { fill } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { useProviderName } from './use-provider-name.ts';

type Route = TrafficFigures & { provider: string; keyAlias?: string | null };

/** The same figures by provider, and by key where it is told. */
export function TrafficRoutes({ routes, hasKeys }: { routes: readonly Route[]; hasKeys: boolean }) {
  const live = useMessages('live');
  const format = useFormat();
  const providerName = useProviderName();
  if (routes.length === 0) return null;
  const label = hasKeys ? live.routesByKey : live.routes;
  return (
    <Card>
      <CardHeader>
        <CardTitle>{label}</CardTitle>
      </CardHeader>
      <div className="border-t border-line">
        <Table label={label}>
          <TableHeader>
            <TableRow>
              <TableHead>{live.provider}</TableHead>
              {hasKeys ? <TableHead>{live.key}</TableHead> : null}
              <TableHead align="end">{live.requests}</TableHead>
              <TableHead align="end">{live.errorRate}</TableHead>
              <TableHead align="end">{live.latency}</TableHead>
              <TableHead align="end">{live.firstToken}</TableHead>
              <TableHead align="end">{live.speed}</TableHead>
            </TableRow>
          </TableHeader>
          <TableBody>
            {routes.map((route) => (
              <TableRow key={`${route.provider} ${route.keyAlias ?? ''}`}>
                <TableCell className="whitespace-nowrap">{providerName(route.provider)}</TableCell>
                {hasKeys ? (
                  <TableCell className="max-w-40 truncate whitespace-nowrap">
                    {route.keyAlias ?? live.noKey}
                  </TableCell>
                ) : null}
                <TableCell align="end">{format.count(route.requests)}</TableCell>
                <TableCell align="end">
                  {format.bps((route.failures / route.requests) * 10_000)}
                </TableCell>
                <TableCell align="end" className="whitespace-nowrap">
                  {route.averageMs === null ? live.none : format.duration(route.averageMs)}
                </TableCell>
                <TableCell align="end" className="whitespace-nowrap">
                  {route.averageFirstTokenMs === null
                    ? live.none
                    : format.duration(route.averageFirstTokenMs)}
                </TableCell>
                <TableCell align="end" className="whitespace-nowrap">
                  {route.tokensPerSecond === null
                    ? live.none
                    : fill(live.tokensPerSecond, {
                        count: format.decimal(String(route.tokensPerSecond)),
                      })}
                </TableCell>
              </TableRow>
            ))}
          </TableBody>
        </Table>
      </div>
    </Card>
  );
}
