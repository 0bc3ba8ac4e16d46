import type { ErrorCode } from '@geko/contracts/errors';
import type { TurnPart } from '@geko/contracts/chat';
import { inTenant } from '@geko/db/client';
import { isAway } from '@geko/db/is-away';
import { listFallbacks, withFallbacks } from '../calls/with-fallbacks.ts';
import type { SystemSettings } from '../config/system-settings.ts';
import type { Deps } from '../deps.ts';
import { callFact } from '../live/call-fact.ts';
import { findTurnEnd } from './find-turn-end.ts';
import { outcomeOf } from './call-outcome.ts';
import { closeSurely, correctLate } from './close-call.ts';
import { finishAtOnce, finishTurn } from './finish-turn.ts';
import { LEASE_MS, renewLease } from './lease.ts';
import { createPartWriter } from './part-writer.ts';
import { appendParts, listParts } from './parts-log.ts';
import type { AdmittedTurn } from './start-turn.ts';
import { switchTurn } from './switch-turn.ts';
import type { TurnEnd, TurnEvent } from './turn-events.ts';

const RENEW_EVERY_MS = LEASE_MS / 3;
/** How long a turn may take from its commit to its start here: a stop that comes in between must not be lost. */
const REMEMBER_STOP_MS = 30_000;

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
  /** Ends a turn that somebody asked to stop; also one that is about to begin here. */
  stop(turnId: string): void;
  /** Ends every job as interrupted and waits until all are closed. */
  shutdown(): Promise<void>;
};

type JobDeps = Pick<
  Deps,
  'db' | 'callStatements' | 'gateway' | 'traffic' | 'log' | 'now' | 'newId'
> & {
  settings: () => Promise<SystemSettings>;
};

/**
 * The turns that this process runs. A turn belongs to the server, not to the socket that asked for
 * it: viewers come and go. Parts are shown after they are logged, so text saved = text delivered.
 */
export function createTurnJobs(deps: JobDeps): TurnJobs {
  const jobs = new Map<string, TurnJob & { interrupt(): void }>();
  const stopped = new Set<string>();
  let isShutDown = false;
  return {
    start(turn) {
      const job = runTurn(deps, turn);
      if (isShutDown) job.interrupt();
      if (stopped.has(turn.turnId)) job.stop();
      jobs.set(turn.turnId, job);
      void job.closed.then(() => jobs.delete(turn.turnId));
      return job;
    },
    find: (turnId) => jobs.get(turnId) ?? null,
    stop(turnId) {
      const job = jobs.get(turnId);
      if (job) {
        job.stop();
        return;
      }
      stopped.add(turnId);
      setTimeout(() => stopped.delete(turnId), REMEMBER_STOP_MS).unref();
    },
    async shutdown() {
      isShutDown = true;
      const running = [...jobs.values()];
      for (const job of running) job.interrupt();
      await Promise.all(running.map((job) => job.closed));
    },
  };
}

function runTurn(deps: JobDeps, turn: AdmittedTurn): TurnJob & { interrupt(): void } {
  const abort = new AbortController();
  const parts: TurnPart[] = [];
  const listeners = new Set<Listener>();
  const opened = Promise.withResolvers<void>();
  let end: TurnEnd | null = null;
  let isInterrupted = false;

  const tell = (event: TurnEvent) => {
    for (const listener of listeners) listener(event);
    opened.resolve();
  };
  const deliver = (logged: readonly TurnPart[]) => {
    parts.push(...logged);
    for (const part of logged) tell({ kind: 'part', part });
  };
  const writer = createPartWriter({
    async append(pending) {
      const state = await appendParts(deps, turn, pending);
      // Whoever missed the notification sees it here.
      if (state === 'stop') abort.abort();
      return state !== 'closed';
    },
    deliver,
    onClosed: () => abort.abort(),
    onError: (error) =>
      deps.log.warn({ error, turnId: turn.turnId }, 'parts were not logged; trying again'),
  });
  const renewal = setInterval(() => {
    renewLease(deps.db, turn).then(
      (state) => state !== 'ours' && abort.abort(),
      (error: unknown) => deps.log.warn({ error, turnId: turn.turnId }, 'a lease was not renewed'),
    );
  }, RENEW_EVERY_MS);

  const run = async () => {
    const settings = await deps.settings();
    const ask = () =>
      deps.gateway.generate(
        {
          ...turn,
          signal: abort.signal,
          idleTimeoutMs: turn.abilities.reasoning
            ? settings['gateway.reasoning_idle_timeout_ms']
            : settings['gateway.idle_timeout_ms'],
        },
        // A conversation has no tools yet, so nothing calls one.
        (piece) => piece.kind !== 'tool' && writer.push(piece),
      );
    const generation = await withFallbacks(ask, {
      signal: abort.signal,
      fallbackIds: () => listFallbacks(deps.db, turn.modelId),
      async switchTo(modelId) {
        const next = await switchTurn(deps, turn, modelId);
        if (next) Object.assign(turn, next);
        return next !== null;
      },
    });
    if (generation.failure) {
      const { kind, status, logMessage } = generation.failure;
      deps.log.warn({ turnId: turn.turnId, provider: turn.provider, kind, status }, logMessage);
    }
    const outcome = outcomeOf(generation, { isInterrupted });
    const unlogged = await writer.end();
    const receipt = await closeSurely(
      deps,
      turn,
      async () =>
        (await finishAtOnce(deps, turn, { logged: parts, unlogged, outcome })) ??
        (await finishTurn(deps, turn, { unlogged, outcomeOf: () => outcome, onlyExpired: false })),
    );
    if (receipt) {
      const { keyAlias } = outcome;
      deps.traffic.note(callFact(turn, receipt, { source: 'chat', keyAlias, endedAt: deps.now() }));
      deliver(unlogged);
      end = { kind: 'end', status: outcome.status, errorCode: outcome.errorCode, receipt };
    } else {
      await correctLate(deps, turn, outcome);
      const closed = await readClosed(deps, turn, parts.at(-1)?.seq ?? 0);
      deliver(closed.parts);
      end = closed.end;
    }
    tell(end);
  };
  const closed = run()
    .catch((error: unknown) => {
      deps.log.error(
        { error, turnId: turn.turnId },
        'a turn could not be closed; its lease will end it',
      );
      const errorCode = isAway(error) ? 'UNAVAILABLE' : 'INTERNAL';
      end = { kind: 'end', status: 'interrupted', errorCode, receipt: null };
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
      const hear: Listener = (event) => {
        if (event.kind === 'end' || event.part.seq > after) listener(event);
      };
      for (const part of parts) hear({ kind: 'part', part });
      if (end) hear(end);
      else listeners.add(hear);
      return () => listeners.delete(hear);
    },
  };
}

/** What the database has of a turn that somebody else closed, or we in a commit that went unheard. */
async function readClosed(
  deps: JobDeps,
  turn: AdmittedTurn,
  after: number,
): Promise<{ parts: TurnPart[]; end: TurnEnd }> {
  return inTenant(deps.db, turn, async (tx) => {
    const end = await findTurnEnd(tx, turn);
    if (!end) throw new Error(`turn ${turn.turnId} has a settled hold but is not closed`);
    return { parts: await listParts(tx, turn, after), end };
  });
}
