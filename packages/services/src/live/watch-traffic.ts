import { sql } from 'drizzle-orm';
import { makePgArray } from 'drizzle-orm/pg-core';
import { AppError } from '@geko/contracts/errors';
import type { AdminTraffic, LiveCall, WorkspaceTraffic } from '@geko/contracts/traffic';
import { unavailable } from '../access/known-error.ts';
import { startOfDay } from '../admin/get-overview.ts';
import type { Deps } from '../deps.ts';
import type { CallFact } from './call-fact.ts';

/** Calls that come close to each other are told together. */
const GATHER_MS = 150;
/** A quiet stream tells its figures so often, as time passes for them too. */
const QUIET_MS = 5_000;
/** How long what the database tells is good. */
const FRESH_MS = 15_000;

type TrafficDeps = Pick<Deps, 'db' | 'now' | 'traffic' | 'recheckMs'>;

type Watcher = {
  userId: string;
  /** They have left. */
  signal: AbortSignal | undefined;
  /** Throws when they may look on no longer; asked every recheckMs. */
  recheck: () => Promise<void>;
};

/**
 * A workspace's own traffic: what there is, then what comes, until they leave or may no longer look on.
 * @throws AppError of recheck; RATE_LIMITED where they have as many open as they may; UNAVAILABLE when the process stops
 */
export async function* watchWorkspaceTraffic(
  deps: TrafficDeps,
  watcher: Watcher & { workspaceId: string },
): AsyncGenerator<WorkspaceTraffic, void> {
  const window = () => deps.traffic.window(watcher.workspaceId);
  for await (const { isFirst, calls } of gathered(deps, watcher, watcher.workspaceId)) {
    const now = deps.now().getTime();
    // Which key of the installation it was is the operator's affair.
    const { totals, routes } = window().figures(now, { isByKey: false });
    yield { isFirst, calls: calls.map(toLiveCall), totals, routes };
  }
}

/** The traffic of the whole installation, for operators. Throws as watchWorkspaceTraffic. */
export async function* watchAllTraffic(
  deps: TrafficDeps,
  watcher: Watcher,
): AsyncGenerator<AdminTraffic, void> {
  const names = createNames(deps);
  let peopleToday = 0;
  let askedAt = -Infinity;
  for await (const { isFirst, calls } of gathered(deps, watcher, null)) {
    const now = deps.now();
    if (now.getTime() - askedAt >= FRESH_MS) {
      peopleToday = await countPeople(deps, startOfDay(now));
      askedAt = now.getTime();
    }
    const named = await names(calls.map(({ workspaceId }) => workspaceId));
    const { totals, routes } = deps.traffic.window(null).figures(now.getTime(), { isByKey: true });
    yield {
      isFirst,
      calls: calls.map((call) => ({
        ...toLiveCall(call),
        workspaceId: call.workspaceId,
        workspaceName: named.get(call.workspaceId) ?? null,
        keyAlias: call.keyAlias,
      })),
      totals,
      routes,
      peopleToday,
    };
  }
}

async function* gathered(
  { traffic, now, recheckMs }: TrafficDeps,
  { userId, signal, recheck }: Watcher,
  workspaceId: string | null,
): AsyncGenerator<{ isFirst: boolean; calls: readonly CallFact[] }, void> {
  const viewer = traffic.join({ userId, workspaceId });
  if (viewer === null) throw new AppError('RATE_LIMITED', { retryAfterSeconds: 30 });
  const leave = () => viewer.leave();
  signal?.addEventListener('abort', leave, { once: true });
  const hasLeft = () => signal?.aborted === true;
  let checkedAt = now().getTime();
  try {
    yield { isFirst: true, calls: [...traffic.window(workspaceId).calls()] };
    while (!hasLeft()) {
      await viewer.changed(Math.min(QUIET_MS, recheckMs));
      if (hasLeft()) return;
      if (traffic.isClosed) throw unavailable();
      if (now().getTime() - checkedAt >= recheckMs) {
        await recheck();
        checkedAt = now().getTime();
      }
      await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
      yield { isFirst: false, calls: viewer.take() };
    }
  } finally {
    signal?.removeEventListener('abort', leave);
    leave();
  }
}

const toLiveCall = (call: CallFact): LiveCall => ({
  id: call.id,
  at: new Date(call.endedAt).toISOString(),
  modelId: call.modelId,
  provider: call.provider,
  source: call.source,
  outcome: call.outcome,
  durationMs: call.durationMs,
  timeToFirstTokenMs: call.timeToFirstTokenMs,
  inputTokens: call.inputTokens,
  outputTokens: call.outputTokens,
});

/** The names of workspaces, each asked for once a stream. */
function createNames({ db }: TrafficDeps) {
  const known = new Map<string, string>();
  return async (ids: readonly string[]): Promise<ReadonlyMap<string, string>> => {
    const missing = [...new Set(ids)].filter((id) => !known.has(id));
    if (missing.length === 0) return known;
    const { rows } = await db.execute<{ id: string; name: string }>(
      sql`select * from system.workspace_names(${makePgArray(missing)}::uuid[])`,
    );
    for (const { id, name } of rows) known.set(id, name);
    return known;
  };
}

async function countPeople({ db }: TrafficDeps, since: Date): Promise<number> {
  const { rows } = await db.execute<{ people: bigint | number }>(
    sql`select system.people_with_calls(${since.toISOString()}::timestamptz) as people`,
  );
  return Number(rows[0]?.people ?? 0);
}
