import { and, eq } from 'drizzle-orm';
import type { ErrorCode } from '@geko/contracts/errors';
import type { TurnPart } from '@geko/contracts/chat';
import { inTenant } from '@geko/db/client';
import { turns } from '@geko/db/schema/chat';
import { holds } from '@geko/db/schema/money';
import type { GenerationEnd } from '@geko/gateway/generation';
import type { SystemSettings } from '../config/system-settings.ts';
import type { Deps } from '../deps.ts';
import { LEASE_MS } from './admit.ts';
import { finishTurn, type TurnEnd } from './finish-turn.ts';
import { createPartBuffer } from './part-buffer.ts';
import { appendParts } from './parts-log.ts';
import type { AdmittedTurn } from './start-turn.ts';
import type { TurnEvent } from './turn-events.ts';

/** Between two writes of the log: viewers see text at this pace, the database at no more. */
const LOG_INTERVAL_MS = 50;
const LOG_RETRY_MS = 500;
const RENEW_EVERY_MS = LEASE_MS / 3;
const RETRY_CLOSE_MS = [100, 300, 1_000, 3_000, 10_000];

type Listener = (event: TurnEvent) => void;

/** One running generation in this process. */
export type TurnJob = {
  readonly turn: AdmittedTurn;
  /** Replays the parts after `after`, then tells what comes. Returns the way to leave. */
  watch(after: number, listener: Listener): () => void;
  stop(): void;
  /** The error of a turn that ended before it brought anything; null otherwise. */
  failureBeforeText(): ErrorCode | null;
  /** Settles when the first part is there, or the turn has ended. */
  readonly opened: Promise<void>;
  /** Settles when the turn is closed in the database. */
  readonly closed: Promise<void>;
};

export type TurnJobs = {
  start(turn: AdmittedTurn): TurnJob;
  find(turnId: string): TurnJob | null;
  /** Ends every job as interrupted and waits until all are closed. */
  shutdown(): Promise<void>;
};

type JobDeps = Pick<Deps, 'db' | 'gateway' | 'log' | 'now' | 'newId'> & {
  settings: () => Promise<SystemSettings>;
};

/**
 * The turns that this process runs. A turn belongs to the server, not to the socket that asked for
 * it: viewers come and go. Parts are shown after they are logged, so text saved = text delivered.
 */
export function createTurnJobs(deps: JobDeps): TurnJobs {
  const jobs = new Map<string, TurnJob & { interrupt(): void }>();
  return {
    start(turn) {
      const job = runTurn(deps, turn);
      jobs.set(turn.turnId, job);
      void job.closed.then(() => jobs.delete(turn.turnId));
      return job;
    },
    find: (turnId) => jobs.get(turnId) ?? null,
    async shutdown() {
      const running = [...jobs.values()];
      for (const job of running) job.interrupt();
      await Promise.all(running.map((job) => job.closed));
    },
  };
}

function runTurn(deps: JobDeps, turn: AdmittedTurn): TurnJob & { interrupt(): void } {
  const abort = new AbortController();
  const buffer = createPartBuffer();
  const parts: TurnPart[] = [];
  const listeners = new Set<Listener>();
  const opened = Promise.withResolvers<void>();
  let end: Extract<TurnEvent, { kind: 'end' }> | null = null;
  let isInterrupted = false;
  let hasEnded = false;
  let writing: Promise<void> | null = null;

  const tell = (event: TurnEvent) => {
    for (const listener of [...listeners]) listener(event);
    opened.resolve();
  };
  const deliver = (taken: TurnPart[]) => {
    parts.push(...taken);
    for (const part of taken) tell({ kind: 'part', part });
  };
  /** Logs what is pending, then shows it. What can't be logged before the end is saved with the answer. */
  const write = async () => {
    while (!buffer.isEmpty()) {
      const taken = buffer.take();
      while (!(await isLogged(deps, turn, taken)) && !hasEnded) await sleep(LOG_RETRY_MS);
      deliver(taken);
      if (!hasEnded) await sleep(LOG_INTERVAL_MS);
    }
  };
  const renewal = setInterval(() => {
    renewLease(deps, turn).then(
      (state) => state !== 'ours' && abort.abort(),
      (error: unknown) => deps.log.warn({ error, turnId: turn.turnId }, 'a lease was not renewed'),
    );
  }, RENEW_EVERY_MS);

  const run = async () => {
    const settings = await deps.settings();
    const generation = await deps.gateway.generate(
      {
        hold: turn.hold,
        provider: turn.provider,
        upstreamModel: turn.upstreamModel,
        abilities: turn.abilities,
        messages: turn.messages,
        signal: abort.signal,
        idleTimeoutMs: turn.abilities.reasoning
          ? settings['gateway.reasoning_idle_timeout_ms']
          : settings['gateway.idle_timeout_ms'],
      },
      (piece) => {
        buffer.push(piece);
        writing ??= write().finally(() => (writing = null));
      },
    );
    hasEnded = true;
    await writing;
    await write();
    const turnEnd = toTurnEnd(generation, isInterrupted);
    if (generation.failure) {
      const { kind, status, logMessage } = generation.failure;
      deps.log.warn({ turnId: turn.turnId, provider: turn.provider, kind, status }, logMessage);
    }
    const receipt = await close(deps, turn, turnEnd, parts);
    end = { kind: 'end', status: turnEnd.status, errorCode: turnEnd.errorCode, receipt };
    tell(end);
  };
  const closed = run()
    .catch((error: unknown) => {
      deps.log.error({ error, turnId: turn.turnId }, 'a turn could not be closed; its lease will end it');
      end = { kind: 'end', status: 'interrupted', errorCode: 'INTERNAL', receipt: null };
      tell(end);
    })
    .finally(() => clearInterval(renewal));

  return {
    turn,
    opened: opened.promise,
    closed,
    stop: () => abort.abort(),
    failureBeforeText: () => (parts.length === 0 ? (end?.errorCode ?? null) : null),
    interrupt() {
      isInterrupted = true;
      abort.abort();
    },
    watch(after, listener) {
      for (const part of parts) if (part.seq > after) listener({ kind: 'part', part });
      if (end) listener(end);
      else listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function toTurnEnd(generation: GenerationEnd, isInterrupted: boolean): TurnEnd {
  const { outcome, failure, usage, rawUsage, hasStarted, hasDelivered, keyAlias } = generation;
  return {
    status: outcome === 'stopped' && isInterrupted ? 'interrupted' : outcome,
    errorCode: failure?.code ?? null,
    usage,
    rawUsage,
    outputTokens: generation.counted.outputTokens,
    hasStarted,
    hasDelivered,
    keyAlias,
    timeToFirstTokenMs: roundOrNull(generation.timeToFirstTokenMs),
    durationMs: Math.round(generation.durationMs),
  };
}

function roundOrNull(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}

async function isLogged(deps: JobDeps, turn: AdmittedTurn, parts: TurnPart[]): Promise<boolean> {
  try {
    await appendParts(deps.db, turn, parts);
    return true;
  } catch (error) {
    deps.log.warn({ error, turnId: turn.turnId }, 'parts were not logged; trying again');
    return false;
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Closes the turn, trying again while the database is away: a settlement must not be lost. */
async function close(
  deps: JobDeps,
  turn: AdmittedTurn,
  end: TurnEnd,
  parts: readonly TurnPart[],
): ReturnType<typeof finishTurn> {
  for (const waitMs of RETRY_CLOSE_MS) {
    try {
      return await finishTurn(deps, turn, end, parts);
    } catch (error) {
      deps.log.warn({ error, turnId: turn.turnId }, 'a turn was not closed; trying again');
      await sleep(waitMs);
    }
  }
  return finishTurn(deps, turn, end, parts);
}

/** Prolongs the hold's lease; tells whether to go on, or someone asked to stop, or settled it. */
async function renewLease(deps: JobDeps, turn: AdmittedTurn): Promise<'ours' | 'stop' | 'settled'> {
  return inTenant(deps.db, turn, async (tx) => {
    const { tenantId, workspaceId, turnId } = turn;
    const renewed = await tx
      .update(holds)
      .set({ leaseUntil: new Date(deps.now().getTime() + LEASE_MS) })
      .where(
        and(
          eq(holds.tenantId, tenantId),
          eq(holds.workspaceId, workspaceId),
          eq(holds.id, turnId),
          eq(holds.status, 'held'),
        ),
      )
      .returning({ id: holds.id });
    if (renewed.length === 0) return 'settled';
    const [row] = await tx
      .select({ stopRequestedAt: turns.stopRequestedAt })
      .from(turns)
      .where(and(eq(turns.tenantId, tenantId), eq(turns.workspaceId, workspaceId), eq(turns.id, turnId)));
    return row?.stopRequestedAt ? 'stop' : 'ours';
  });
}
