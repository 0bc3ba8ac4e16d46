import { MOST_LIVE_CALLS, TRAFFIC_MINUTES, type TrafficFigures } from '@geko/contracts/traffic';
import type { CallFact } from './call-fact.ts';

const MINUTE_MS = 60_000;

/** What calls come to that ended in one minute. */
type Sums = {
  requests: number;
  failures: number;
  durationMs: number;
  firstTokens: number;
  firstTokenMs: number;
  outputTokens: number;
  outputMs: number;
};

type Route = { provider: string; keyAlias: string | null; minutes: Map<number, Sums> };

/** Figures of one provider and key. */
export type RouteFigures = TrafficFigures & { provider: string; keyAlias: string | null };

/** The last calls of somebody, and the sums of the last minutes. Grows with the keys that are called, not with the calls. */
export type TrafficWindow = {
  add(call: CallFact): void;
  /** The newest first. */
  calls(): readonly CallFact[];
  /** nowMs: milliseconds since 1970. isByKey: false = by provider alone, every keyAlias null. */
  figures(
    nowMs: number,
    by: { isByKey: boolean },
  ): { totals: TrafficFigures; routes: RouteFigures[] };
};

export function createTrafficWindow(): TrafficWindow {
  const last: CallFact[] = [];
  const routes = new Map<string, Route>();
  return {
    add(call) {
      last.unshift(call);
      if (last.length > MOST_LIVE_CALLS) last.pop();
      const { provider, keyAlias } = call;
      const name = JSON.stringify([provider, keyAlias]);
      const route = routes.get(name) ?? { provider, keyAlias, minutes: new Map<number, Sums>() };
      routes.set(name, route);
      const minute = Math.floor(call.endedAt / MINUTE_MS);
      route.minutes.set(minute, plus(route.minutes.get(minute) ?? none, sumsOf(call)));
      // Also where nobody looks, it does not grow.
      if (route.minutes.size > 2 * TRAFFIC_MINUTES) forget(route, minute);
    },
    calls: () => last,
    figures(nowMs, { isByKey }) {
      const now = Math.floor(nowMs / MINUTE_MS);
      const found = new Map<string, { provider: string; keyAlias: string | null; sums: Sums }>();
      for (const [name, route] of routes) {
        forget(route, now);
        if (route.minutes.size === 0) routes.delete(name);
        else {
          const { provider } = route;
          const keyAlias = isByKey ? route.keyAlias : null;
          const group = JSON.stringify([provider, keyAlias]);
          const before = found.get(group)?.sums ?? none;
          const sums = [...route.minutes.values()].reduce(plus, before);
          found.set(group, { provider, keyAlias, sums });
        }
      }
      const groups = [...found.values()];
      return {
        totals: figuresOf(groups.map(({ sums }) => sums).reduce(plus, none)),
        routes: groups
          .map(({ provider, keyAlias, sums }) => ({ provider, keyAlias, ...figuresOf(sums) }))
          .toSorted((a, b) => b.requests - a.requests),
      };
    },
  };
}

function forget({ minutes }: Route, now: number): void {
  for (const minute of minutes.keys()) if (minute <= now - TRAFFIC_MINUTES) minutes.delete(minute);
}

const none: Sums = {
  requests: 0,
  failures: 0,
  durationMs: 0,
  firstTokens: 0,
  firstTokenMs: 0,
  outputTokens: 0,
  outputMs: 0,
};

function sumsOf({ outcome, durationMs, timeToFirstTokenMs, outputTokens }: CallFact): Sums {
  return {
    requests: 1,
    failures: outcome === 'failed' || outcome === 'interrupted' ? 1 : 0,
    durationMs,
    firstTokens: timeToFirstTokenMs === null ? 0 : 1,
    firstTokenMs: timeToFirstTokenMs ?? 0,
    outputTokens,
    outputMs: outputTokens > 0 ? durationMs : 0,
  };
}

function plus(a: Sums, b: Sums): Sums {
  return {
    requests: a.requests + b.requests,
    failures: a.failures + b.failures,
    durationMs: a.durationMs + b.durationMs,
    firstTokens: a.firstTokens + b.firstTokens,
    firstTokenMs: a.firstTokenMs + b.firstTokenMs,
    outputTokens: a.outputTokens + b.outputTokens,
    outputMs: a.outputMs + b.outputMs,
  };
}

function figuresOf(sums: Sums): TrafficFigures {
  const average = (sum: number, of: number) => (of === 0 ? null : Math.round(sum / of));
  return {
    requests: sums.requests,
    failures: sums.failures,
    averageMs: average(sums.durationMs, sums.requests),
    averageFirstTokenMs: average(sums.firstTokenMs, sums.firstTokens),
    tokensPerSecond:
      sums.outputMs === 0 ? null : Math.round((sums.outputTokens * 10_000) / sums.outputMs) / 10,
  };
}
