'use client';
import { Badge } from '@geko/ui/badge';
import { Card, CardBody, CardDescription, CardHeader, CardTitle } from '@geko/ui/card';
import { Skeleton } from '@geko/ui/skeleton';
import { StatTile } from '@geko/ui/stat-tile';
import { plural } from '../../lib/fill.ts';
import { useFormat } from '../../lib/use-format.tsx';
import { useMessages } from '../../messages/use-messages.tsx';
import { trpc } from '../../trpc/client.tsx';
import { QueryError } from '../shell/query-error.tsx';
import { FairUse } from './fair-use.tsx';

/** Counts, today's use, and which providers have keys; fetched anew every 15 s while it is looked at. */
export function AdminOverview() {
  const admin = useMessages('admin');
  const format = useFormat();
  const common = useMessages('common');
  const { data, error, isError, refetch } = trpc.admin.overview.useQuery(undefined, {
    refetchInterval: 15_000,
  });
  if (data === undefined) {
    return isError ? (
      <QueryError error={error} onRetry={() => void refetch()} />
    ) : (
      <div
        role="status"
        aria-label={common.loading}
        className="grid grid-cols-2 gap-3 lg:grid-cols-4"
      >
        {[0, 1, 2, 3, 4, 5, 6, 7].map((tile) => (
          <Skeleton key={tile} className="h-24 rounded-xl" />
        ))}
      </div>
    );
  }
  const tiles = [
    [admin.tenants, format.count(data.tenants)],
    [admin.workspaces, format.count(data.workspaces)],
    [admin.users, format.count(data.users)],
    [admin.running, format.count(data.runningTurns)],
    [admin.requestsToday, format.count(data.today.requests)],
    [admin.tokensToday, format.count(data.today.tokens)],
    [admin.costToday, format.nano(data.today.costNano)],
    [admin.chargeToday, format.nano(data.today.chargeNano)],
  ] as const;
  return (
    <div className="flex flex-col gap-6">
      <div className="grid grid-cols-2 gap-3 lg:grid-cols-4">
        {tiles.map(([label, value]) => (
          <StatTile key={label} label={label} value={value} />
        ))}
      </div>
      {data.fairUse.length === 0 ? null : <FairUse rows={data.fairUse} />}
      <Card>
        <CardHeader>
          <CardTitle>{admin.providers}</CardTitle>
          <CardDescription>{admin.providersLead}</CardDescription>
        </CardHeader>
        <CardBody>
          <ul className="grid gap-2 sm:grid-cols-2 lg:grid-cols-4">
            {data.providers.map(({ id, keys }) => (
              <li
                key={id}
                className="flex items-center justify-between gap-3 rounded-lg border border-line px-3 py-2 text-sm"
              >
                {common.providerNames[id]}
                <Badge tone={keys === 0 ? 'neutral' : 'success'}>
                  {keys === 0 ? admin.noKeys : plural(admin.keys, keys)}
                </Badge>
              </li>
            ))}
          </ul>
        </CardBody>
      </Card>
    </div>
  );
}
