import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { NIL_ID } from '@geko/contracts/ids';
import { turns } from '@geko/db/schema/chat';
import { inTenant } from '@geko/db/client';
import { isAway } from '@geko/db/is-away';
import type { Deps, Scope } from '../deps.ts';
import { findTurnEnd } from './find-turn-end.ts';
import { listParts } from './parts-log.ts';
import type { TurnRef } from './turn-ref.ts';
import type { TurnEvent } from './turn-events.ts';
import type { TurnJobs } from './turn-jobs.ts';

const POLL_MS = 250;
/** In a row: so long the database may be away. */
const MOST_FAILURES = 60;

/** A turn of the caller's, to be watched; anything else is NOT_FOUND. */
export type WatchedTurn = TurnRef & {
  conversationId: string;
  assistantMessageId: string;
  modelId: string;
};

export async function getOwnTurn({ tx, caller }: Scope, turnId: string): Promise<WatchedTurn> {
  const [turn] = await tx
    .select()
    .from(turns)
    .where(
      and(
        eq(turns.tenantId, caller.tenantId),
        eq(turns.workspaceId, caller.workspaceId),
        eq(turns.id, turnId),
        eq(turns.userId, caller.userId),
      ),
    );
  if (!turn) throw new AppError('NOT_FOUND');
  const { tenantId, workspaceId, conversationId, assistantMessageId, modelId } = turn;
  return { tenantId, workspaceId, turnId, conversationId, assistantMessageId, modelId };
}

/**
 * The events of a turn from part `after` on, wherever it runs or ran: from this process's memory,
 * or from the log which another process writes. Ends after the end event, or with the signal.
 */
export async function* watchTurn(
  deps: Pick<Deps, 'db'> & { jobs: TurnJobs },
  turn: WatchedTurn,
  { after, signal }: { after: number; signal: AbortSignal },
): AsyncGenerator<TurnEvent> {
  const job = deps.jobs.find(turn.turnId);
  yield* job ? followJob(job, after, signal) : followLog(deps, turn, after, signal);
}

async function* followJob(
  job: NonNullable<ReturnType<TurnJobs['find']>>,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
  const queue: TurnEvent[] = [];
  let wake = Promise.withResolvers<void>();
  const leave = job.watch(after, (event) => {
    queue.push(event);
    wake.resolve();
  });
  const onAbort = () => wake.resolve();
  signal.addEventListener('abort', onAbort);
  try {
    while (!signal.aborted) {
      const event = queue.shift();
      if (event) {
        yield event;
        if (event.kind === 'end') return;
      } else {
        await wake.promise;
        wake = Promise.withResolvers<void>();
      }
    }
  } finally {
    leave();
    signal.removeEventListener('abort', onAbort);
  }
}

async function* followLog(
  deps: Pick<Deps, 'db'>,
  turn: WatchedTurn,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<TurnEvent> {
  let lastSeq = after;
  let failures = 0;
  while (!signal.aborted) {
    try {
      const { parts, end } = await readLog(deps, turn, lastSeq);
      failures = 0;
      for (const part of parts) {
        lastSeq = part.seq;
        yield { kind: 'part', part };
      }
      if (end) {
        yield end;
        return;
      }
    } catch (error) {
      // The viewer waits until the database is back, as for the next part.
      failures += 1;
      if (failures > MOST_FAILURES || !isAway(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

function readLog({ db }: Pick<Deps, 'db'>, turn: WatchedTurn, after: number) {
  return inTenant(db, { ...turn, userId: NIL_ID }, async (tx) => {
    // The end is read first: parts are complete once a turn is closed.
    const end = await findTurnEnd(tx, turn);
    return { end, parts: await listParts(tx, turn, after) };
  });
}
