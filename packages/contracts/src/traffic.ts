import { z } from 'zod';

/** How many calls a page of live traffic begins with, and keeps. */
export const MOST_LIVE_CALLS = 50;
/** How far its figures look back. */
export const TRAFFIC_MINUTES = 15;

const count = z.number().int().min(0);
const ms = count;

/** A call that has ended, without content. */
export const LiveCall = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  modelId: z.string(),
  provider: z.string(),
  /** From the chat, or by a program. */
  source: z.enum(['chat', 'api']),
  outcome: z.enum(['finished', 'stopped', 'failed', 'interrupted']),
  durationMs: ms,
  timeToFirstTokenMs: ms.nullable(),
  inputTokens: count,
  outputTokens: count,
});
export type LiveCall = z.infer<typeof LiveCall>;

/** Figures of the last 15 minutes, as far back as this process runs; null where there is nothing to tell from. */
export const TrafficFigures = z.object({
  requests: count,
  /** Those that the provider failed, or that were interrupted. Who stops an answer has got one. */
  failures: count,
  averageMs: ms.nullable(),
  averageFirstTokenMs: ms.nullable(),
  /** Output tokens by the seconds that they took, over the calls that brought some. */
  tokensPerSecond: z.number().min(0).nullable(),
});
export type TrafficFigures = z.infer<typeof TrafficFigures>;

const event = <Call extends z.ZodType, Route extends z.ZodType>(call: Call, route: Route) => ({
  /** True = these calls are all there are; else they are new ones, to go before those that are there. */
  isFirst: z.boolean(),
  /** The newest first. */
  calls: z.array(call),
  totals: TrafficFigures,
  /** By provider, for operators by key as well; the busiest first. */
  routes: z.array(route),
});

/** What the stream of a workspace's own traffic tells: at once, with each call, and every few seconds. */
export const WorkspaceTraffic = z.object(
  event(LiveCall, TrafficFigures.extend({ provider: z.string() })),
);
export type WorkspaceTraffic = z.infer<typeof WorkspaceTraffic>;

/** The same of the whole installation, for operators. */
export const AdminTraffic = z.object({
  ...event(
    LiveCall.extend({
      workspaceId: z.string(),
      /** null = it was purged since. */
      workspaceName: z.string().nullable(),
      keyAlias: z.string().nullable(),
    }),
    TrafficFigures.extend({ provider: z.string(), keyAlias: z.string().nullable() }),
  ),
  /** People with a call since midnight UTC. */
  peopleToday: count,
});
export type AdminTraffic = z.infer<typeof AdminTraffic>;
