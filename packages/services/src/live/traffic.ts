import { sql } from 'drizzle-orm';
import { MOST_LIVE_CALLS } from '@geko/contracts/traffic';
import type { Db } from '@geko/db/client';
import { packCalls, unpackCalls, type CallFact } from './call-fact.ts';
import { createTrafficWindow, type TrafficWindow } from './traffic-window.ts';

/** The channel on which processes tell each other of the calls that they have ended. */
export const TRAFFIC_CHANNEL = 'geko_traffic';

const TELL_EVERY_MS = 100;
/** Calls that wait to be told; beyond that the oldest are not. */
const MOST_WAITING = 2_000;
/** Workspaces whose own traffic is remembered; those that were quiet longest go first. */
const MOST_WORKSPACES = 500;
/** Streams of one person in one process; each holds a connection. */
const MOST_PER_PERSON = 5;

/** Somebody who looks on. */
export type TrafficViewer = {
  /** Calls that have come since it was asked last, the newest first. */
  take(): CallFact[];
  /** Settles when a call has come, after ms, or when the process stops. */
  changed(ms: number): Promise<void>;
  leave(): void;
};

/** The calls that have ended, here and in other processes: in memory, gone at restart, without content. */
export type Traffic = {
  /** Notes a call of this process, and tells the others soon. Never throws, never waits. */
  note(call: CallFact): void;
  /** A message of the channel. */
  hear(payload: string): void;
  /** Of one workspace, or of all (null). */
  window(workspaceId: string | null): TrafficWindow;
  /** null = the person looks on as often as they may. */
  join(who: { userId: string; workspaceId: string | null }): TrafficViewer | null;
  readonly isClosed: boolean;
  /** Sends viewers away, and tells what is left to tell. */
  close(): Promise<void>;
};

/** Tells all processes of ended calls, this one's own excepted where it is named. */
export async function tellCalls(db: Db, from: string, calls: readonly CallFact[]): Promise<void> {
  for (const message of packCalls(from, calls)) {
    await db.execute(sql`select pg_notify(${TRAFFIC_CHANNEL}, ${message})`);
  }
}

export function createTraffic(deps: {
  db: Db;
  log: { warn(facts: object, message: string): void };
  newId: () => string;
}): Traffic {
  const self = deps.newId();
  const all = createTrafficWindow();
  const own = new Map<string, TrafficWindow>();
  const viewers = new Set<{
    userId: string;
    workspaceId: string | null;
    came: CallFact[];
    wake: () => void;
  }>();
  let waiting: CallFact[] = [];
  let telling: Promise<void> | null = null;
  let isClosed = false;

  const windowOf = (workspaceId: string): TrafficWindow => {
    const window = own.get(workspaceId) ?? createTrafficWindow();
    own.delete(workspaceId);
    own.set(workspaceId, window);
    const [quietest] = own.keys();
    if (own.size > MOST_WORKSPACES && quietest !== undefined) own.delete(quietest);
    return window;
  };
  const add = (call: CallFact): void => {
    all.add(call);
    windowOf(call.workspaceId).add(call);
    for (const viewer of viewers) {
      if (viewer.workspaceId !== null && viewer.workspaceId !== call.workspaceId) continue;
      viewer.came.unshift(call);
      if (viewer.came.length > MOST_LIVE_CALLS) viewer.came.pop();
      viewer.wake();
    }
  };
  const tell = async (): Promise<void> => {
    const calls = waiting;
    waiting = [];
    try {
      await tellCalls(deps.db, self, calls);
    } catch (error) {
      deps.log.warn({ error, calls: calls.length }, 'other processes were not told of calls');
    }
  };
  const tellSoon = async (): Promise<void> => {
    // A process that stops tells what is left itself.
    await new Promise<void>((resolve) => setTimeout(resolve, TELL_EVERY_MS).unref());
    await tell();
    telling = null;
    if (waiting.length > 0 && !isClosed) telling = tellSoon();
  };
  return {
    note(call) {
      add(call);
      waiting.push(call);
      if (waiting.length > MOST_WAITING) waiting.shift();
      if (!isClosed) telling ??= tellSoon();
    },
    hear(payload) {
      const told = unpackCalls(payload);
      if (told === null || told.from === self) return;
      for (const call of told.calls) add(call);
    },
    window: (workspaceId) =>
      workspaceId === null ? all : (own.get(workspaceId) ?? createTrafficWindow()),
    join({ userId, workspaceId }) {
      const theirs = [...viewers].filter((viewer) => viewer.userId === userId);
      if (theirs.length >= MOST_PER_PERSON) return null;
      const viewer = { userId, workspaceId, came: [] as CallFact[], wake: (): void => undefined };
      viewers.add(viewer);
      return {
        take: () => viewer.came.splice(0),
        async changed(ms) {
          if (viewer.came.length > 0 || isClosed) return;
          let timer: NodeJS.Timeout | undefined;
          await new Promise<void>((resolve) => {
            viewer.wake = resolve;
            timer = setTimeout(resolve, ms);
          });
          clearTimeout(timer);
        },
        leave: () => {
          viewers.delete(viewer);
          viewer.wake();
        },
      };
    },
    get isClosed() {
      return isClosed;
    },
    async close() {
      isClosed = true;
      for (const viewer of viewers) viewer.wake();
      viewers.clear();
      await tell();
    },
  };
}
