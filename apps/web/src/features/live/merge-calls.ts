import type { LiveCall, TrafficFigures } from '@geko/contracts/traffic';

/** What both streams of traffic tell. */
export type TrafficEvent<Call extends LiveCall, Route extends TrafficFigures> = {
  isFirst: boolean;
  calls: Call[];
  totals: TrafficFigures;
  routes: Route[];
};

const MOST = 50;

/** The calls to show once an event has come, the newest first, each once. */
export function mergeCalls<Call extends { id: string }>(
  shown: readonly Call[],
  { isFirst, calls }: { isFirst: boolean; calls: readonly Call[] },
): Call[] {
  const came = new Set(calls.map(({ id }) => id));
  const before = isFirst ? [] : shown.filter(({ id }) => !came.has(id));
  return [...calls, ...before].slice(0, MOST);
}
