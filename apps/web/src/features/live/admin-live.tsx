'use client';
import type { AdminTraffic } from '@geko/contracts/traffic';
import { liveApi } from './live-api.ts';
import { TrafficView } from './traffic-view.tsx';
import { useTraffic } from './use-traffic.ts';

/** The traffic of the whole installation. */
export function AdminLive() {
  const traffic = useTraffic<AdminTraffic['calls'][number], AdminTraffic>((told) =>
    liveApi.admin.traffic.subscribe(undefined, told),
  );
  return <TrafficView traffic={traffic} isAll />;
}
