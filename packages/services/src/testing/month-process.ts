import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { eq, sql } from 'drizzle-orm';
import type postgres from 'postgres';
import { createSecrets } from '@geko/auth/secrets';
import { AppError } from '@geko/contracts/errors';
import { NIL_ID } from '@geko/contracts/ids';
import { createDb, inTenant, type TenantContext } from '@geko/db/client';
import { holds } from '@geko/db/schema/money';
import { periodAt } from '@geko/domain/periods';
import { finishTurn } from '../chat/finish-turn.ts';
import { createCatalogueCopies } from '../models/catalogue-copy.ts';
import { createBlanks } from '../policy/blanks.ts';
import { createCallStatements } from '../policy/call-statements.ts';
import { appendParts } from '../chat/parts-log.ts';
import { startTurn } from '../chat/start-turn.ts';
import { sweepLeases } from '../chat/sweep-leases.ts';
import { sendNotices } from '../notices/send-notices.ts';
import { answerRefusal } from '../policy/answer-refusal.ts';
import { expireLots } from '../wallet/expire-lots.ts';
import { resetSubscriptionCredit } from '../wallet/reset-subscription-credit.ts';
import { keyedGateway } from './keyed-gateway.ts';
import type { LivingPlace } from './month-places.ts';

export const LOT_NANO = 2_000_000n;
const MODEL_ID = 'm-free';
const OUTPUT_TOKENS = 40;
const MAX_CONNECTIONS = 3;
const request = { requestId: 'months', address: null, userAgent: null };
export const monthSecrets = createSecrets('the secret of these months, long enough');

/** A call that is under way. */
export type MonthCall = { id: string; inputTokens: number; funding: string };

/** One process of an installation, with its own connections and memory; the clock is everybody's. */
export type MonthProcess = ReturnType<typeof startProcess>;

export function startProcess(world: {
  appUrl: string;
  /** May end other people's connections. */
  admin: postgres.Sql;
  now: () => Date;
  faults: unknown[];
}) {
  const name = `months-${randomUUID()}`;
  const url = new URL(world.appUrl);
  url.searchParams.set('application_name', name);
  const client = createDb({
    appUrl: url.href,
    maxConnections: MAX_CONNECTIONS,
    onError: () => undefined,
  });
  const { db } = client;
  let isKilled = false;
  const hear = (facts: object) => {
    if (!isKilled) world.faults.push(facts);
  };
  const log = { info: () => undefined, warn: hear, error: hear };
  const callStatements = createCallStatements({ db });
  const blanks = createBlanks({
    callStatements,
    log,
    newId: randomUUID,
    now: () => performance.now(),
  });
  const deps = {
    db,
    log,
    gateway: keyedGateway,
    callStatements,
    blanks,
    catalogue: createCatalogueCopies({ db }),
    now: world.now,
    newId: randomUUID,
    secrets: monthSecrets,
    publicUrl: 'http://geko.test',
    mail: 'mailbox' as const,
  };
  const inside = (place: TenantContext) => ({ ...place, userId: NIL_ID });
  const refOf = (place: TenantContext, { id }: MonthCall) => ({ ...inside(place), turnId: id });

  /** Begins the subscription's period of now, as whoever hears of its payment does. */
  const renew = (place: LivingPlace) => {
    const { timeZone, anchor } = place;
    const anchorAt = anchor?.at ?? null;
    const period = periodAt({ kind: 'month', at: deps.now(), timeZone, anchorAt });
    return inTenant(db, inside(place), (tx) =>
      resetSubscriptionCredit(
        { tx, ...place, now: deps.now(), newId: randomUUID },
        { periodKey: period.key, amountNano: LOT_NANO, expiresAt: period.endAt },
      ),
    );
  };

  return {
    deps,
    /** Every job there is, and the beginning of a place's period where it is told. */
    async work(place: LivingPlace | null): Promise<void> {
      if (place !== null) await renew(place);
      await sweepLeases(deps);
      await expireLots(deps);
      await sendNotices(deps);
    },
    /** null = refused by a limit. */
    async hold(place: LivingPlace): Promise<MonthCall | { refusal: AppError }> {
      const { userId, workspaceId } = place;
      const id = randomUUID();
      const who = { userId, workspaceId, onlyWorkspaceId: null, request };
      try {
        const sender = { userId, workspaceId, onlyWorkspaceId: null, entry: null };
        const started = await startTurn(deps, sender, {
          workspaceId,
          conversationId: randomUUID(),
          modelId: MODEL_ID,
          message: { id, text: 'a penny for a thought' },
        });
        if (started.kind !== 'new') throw new Error('the same call twice');
        const { hold, booking } = started.turn;
        return { id, inputTokens: hold.inputTokens, funding: booking.hold.funding };
      } catch (error) {
        const answer = await answerRefusal(deps, who, error);
        if (answer instanceof AppError) return { refusal: answer };
        throw error;
      }
    },
    /** Whether it was this one that settled the call. */
    async end(place: LivingPlace, call: MonthCall): Promise<boolean> {
      const { inputTokens } = call;
      const usage = {
        inputTokens,
        outputTokens: OUTPUT_TOKENS,
        cachedInputTokens: null,
        cacheWriteTokens: null,
        reasoningTokens: null,
      };
      const receipt = await finishTurn(deps, refOf(place, call), {
        unlogged: [],
        onlyExpired: false,
        outcomeOf: () => ({
          status: 'finished',
          errorCode: null,
          usage,
          units: null,
          rawUsage: { prompt_tokens: inputTokens, completion_tokens: OUTPUT_TOKENS },
          outputTokens: OUTPUT_TOKENS,
          hasStarted: true,
          hasDelivered: true,
          keyAlias: null,
          timeToFirstTokenMs: null,
          durationMs: 1,
        }),
      });
      return receipt !== null;
    },
    /** Some of the answer is there, and then nothing more comes of whoever runs the call: a sweeper is to end it. */
    async abandon(place: LivingPlace, call: MonthCall): Promise<void> {
      await appendParts(deps, refOf(place, call), [{ seq: 1, kind: 'text', text: 'a thought' }]);
      await inTenant(db, inside(place), (tx) =>
        tx
          .update(holds)
          .set({ leaseUntil: sql`'-infinity'` })
          .where(eq(holds.id, call.id)),
      );
    },
    /** As kill -9: its connections end in the middle of whatever they do. */
    async kill(afterMs: number): Promise<void> {
      await sleep(afterMs);
      isKilled = true;
      await world.admin`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${name}`;
      await client.close();
    },
    close: () => client.close(),
  };
}
