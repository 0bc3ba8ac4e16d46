import { randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { createDb, inTenant, type TenantContext } from '@geko/db/client';
import { holds } from '@geko/db/schema/money';
import { inWorkspace } from '../access/in-workspace.ts';
import { finishTurn } from '../chat/finish-turn.ts';
import { sweepLeases } from '../chat/sweep-leases.ts';
import type { SetLimit } from '@geko/domain/limits';
import type { Scope } from '../deps.ts';
import { decide } from '../policy/decide.ts';
import { deskIn } from '../policy/desk.ts';
import { dice } from './dice.ts';
import { keyedGateway } from './keyed-gateway.ts';
import type { MoneyModelId } from './money-steps.ts';
import { settleLean } from './settle-lean.ts';
import { RACE_TEXT, takeLean } from './take-lean.ts';

/*
 * One of several processes that take holds and settle them at once, as replicas do. Work comes as a message; what was
 * done goes back as one. It ends when whoever started it lets go.
 */

export type RaceWork = {
  appUrl: string;
  places: TenantContext[];
  modelIds: readonly MoneyModelId[];
  /** Those of every workspace and company of the race; caps as decimal strings. */
  limits: (Pick<SetLimit, 'subjectKind' | 'meter' | 'period'> & { cap: string })[];
  holds: number;
  atOnce: number;
  seed: number;
};

/** How holds ended, by fate; late = settled by a sweeper although its process came as well. */
export type RaceDone = {
  fates: Record<'settled' | 'released' | 'expired' | 'crashed' | 'refused', number>;
  late: number;
  faults: string[];
};

const SWEEP_EVERY = 25;
const request = { requestId: 'race', address: null, userAgent: null };

async function race(work: RaceWork): Promise<RaceDone> {
  const client = createDb({
    appUrl: work.appUrl,
    maxConnections: work.atOnce,
    onError: () => undefined,
  });
  const { db } = client;
  const done: RaceDone = {
    fates: { settled: 0, released: 0, expired: 0, crashed: 0, refused: 0 },
    late: 0,
    faults: [],
  };
  const log = {
    info: () => undefined,
    warn: (_facts: object, message: string) => void done.faults.push(message),
    error: (facts: object, message: string) =>
      void done.faults.push(`${message} ${String('error' in facts ? facts.error : '')}`),
  };
  const deps = { db, now: () => new Date(), newId: randomUUID, log };
  const limits = work.limits.map((limit): SetLimit => ({
    ...limit,
    id: '',
    subjectId: '',
    cap: BigInt(limit.cap),
    anchorAt: null,
    overflow: 'block',
  }));
  const roll = dice(work.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(roll() * list.length)] as T;

  const endLease = (place: TenantContext, id: string) =>
    inTenant(db, place, (tx) =>
      tx
        .update(holds)
        .set({ leaseUntil: new Date(0) })
        .where(eq(holds.id, id)),
    );

  const one = async () => {
    const place = pick(work.places);
    const turnId = randomUUID();
    const modelId = pick(work.modelIds);
    const [fate, output] = [roll(), Math.floor(roll() * 400)];
    const settle = (used: number | null) =>
      settleLean(deps, place, { turnId, modelId, output: used });
    // Only a sweeper asks for the turn, and the whole way takes longer.
    const isAdmitted =
      fate >= 0.8
        ? await take(deps, { place, turnId, modelId })
        : await takeLean(db, place, { turnId, modelId, limits, now: deps.now() });
    if (!isAdmitted) {
      done.fates.refused += 1;
    } else if (fate < 0.6) {
      if (!(await settle(output))) done.faults.push('somebody else settled it');
      done.fates.settled += 1;
    } else if (fate < 0.8) {
      if (!(await settle(null))) done.faults.push('somebody else released it');
      done.fates.released += 1;
    } else if (fate < 0.9) {
      await endLease(place, turnId);
      const [receipt] = await Promise.all([finish(deps, place, turnId, output), sweepLeases(deps)]);
      if (receipt === null) done.late += 1;
      done.fates.expired += 1;
    } else {
      await endLease(place, turnId);
      done.fates.crashed += 1;
    }
  };
  let left = work.holds;
  await Promise.all(
    Array.from({ length: work.atOnce }, async () => {
      while (left > 0) {
        left -= 1;
        if (left % SWEEP_EVERY === 0) await sweepLeases(deps);
        await one();
      }
    }),
  );
  await client.close();
  return done;
}

/** Closes a turn as the process that runs it does. */
function finish(
  deps: Parameters<typeof finishTurn>[0],
  place: TenantContext,
  turnId: string,
  output: number,
): ReturnType<typeof finishTurn> {
  const usage = {
    inputTokens: 9,
    outputTokens: output,
    cachedInputTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
  };
  const outcome = {
    status: 'finished' as const,
    usage,
    units: null,
    outputTokens: output,
    rawUsage: { prompt_tokens: 9, completion_tokens: output },
    hasStarted: true,
    hasDelivered: true,
    errorCode: null,
    keyAlias: null,
    timeToFirstTokenMs: null,
    durationMs: 1,
  };
  const closing = { unlogged: [], outcomeOf: () => outcome, onlyExpired: false };
  return finishTurn(deps, { ...place, turnId }, closing);
}

/** Asks admission, as a send does, after saving the turn; false = refused. */
async function take(
  deps: Parameters<typeof inWorkspace>[0],
  call: { place: TenantContext; turnId: string; modelId: string },
): Promise<boolean> {
  const { place, turnId, modelId } = call;
  const { userId, workspaceId } = place;
  try {
    await inWorkspace(
      deps,
      { userId, workspaceId, onlyWorkspaceId: null, request },
      async (scope) => {
        await openTurn(scope, { turnId, modelId });
        await decide(
          deskIn(scope),
          { gateway: keyedGateway },
          { modelId, history: [{ role: 'user', text: RACE_TEXT }], units: null },
          { holdId: turnId },
        );
      },
    );
    return true;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

async function openTurn(
  { tx, caller, now }: Scope,
  { turnId, modelId }: { turnId: string; modelId: string },
): Promise<void> {
  const { userId } = caller;
  await tx.execute(sql`
    with place as (select context_tenant() as t, context_workspace() as w),
    made as (insert into conversations (tenant_id, workspace_id, id, user_id, title)
      select t, w, ${turnId}::uuid, ${userId}::uuid, 'race' from place returning id)
    insert into turns (tenant_id, workspace_id, id, conversation_id, user_id, user_message_id,
        assistant_message_id, model_id, status, started_at)
      select t, w, ${turnId}::uuid, made.id, ${userId}::uuid, ${turnId}::uuid, gen_random_uuid(), ${modelId},
        'running', ${now.toISOString()}::timestamptz from place, made`);
}

process.on('message', (work: RaceWork) => {
  void answer(work);
});

async function answer(work: RaceWork): Promise<void> {
  try {
    process.send?.(await race(work));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exit(1);
  }
}
