import { randomUUID } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { planTable } from '@geko/contracts/plans';
import { inTenant, type DbClient } from '@geko/db/client';
import { quotas } from '@geko/db/schema/limits';
import { planAdmission, type Admission } from '@geko/domain/admission';
import { callSubjects, setLimits } from '@geko/domain/limits';
import { maxCharge } from '@geko/domain/max-charge';
import { settleCall } from '@geko/domain/settlement';
import { getPrice } from '@geko/services/models/catalogue';
import { endedRecord } from '@geko/services/policy/book-call';
import { createCallStatements, type CallStatements } from '@geko/services/policy/call-statements';
import { type HoldAnswer, holdRecord, readTaken } from '@geko/services/policy/take-hold';
import type { Price } from '@geko/domain/pricing';
import { spreadOf } from '../spread.ts';
import type { Place } from './place.ts';

const ROUNDS = 5;
const HOLDS_A_ROUND = 2_000;
/** Calls under way at once in one server. */
const AT_ONCE = 16;
const MODEL = 'gpt-4o-mini';
const INPUT_TOKENS = 400;
const WANTED = {
  desiredOutputTokens: 1_000,
  minOutputTokens: 16,
  comfortableOutputTokens: 1_000,
};

type Step = (place: Place) => Promise<void>;

/**
 * Holds and settlements a second: ours (a budget and the wallet held in one step; then receipt, counters, lots, journal,
 * balances, day's sums; in the statements that calls at the same time share) beside a bare pair of statements on one counter
 * (taken under a cap; given back), each a transaction of its own over the same pool, in alternating rounds. What the engine
 * reads besides (the turn, limits, prices) is not in it.
 */
export async function benchHolds(client: DbClient, places: readonly Place[]): Promise<void> {
  const price = await client.db.transaction((tx) => getPrice(tx, { modelId: MODEL, version: 1 }));
  const statements = createCallStatements(client);
  const ours: Step = (place) => holdAndSettle(statements, place, price);
  const bare: Step = (place) => takeAndReturn(client, place);
  console.log('| Workspaces | Ours a second | Bare pair a second | Ours ÷ bare (least–most) |');
  console.log('| ---: | ---: | ---: | ---: |');
  for (const count of [1, 100]) {
    const some = places.slice(0, count);
    await run(ours, some, HOLDS_A_ROUND / 4);
    await run(bare, some, HOLDS_A_ROUND / 4);
    const rounds: { ours: number; bare: number }[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const oursFirst = round % 2 === 0;
      const first = await run(oursFirst ? ours : bare, some, HOLDS_A_ROUND);
      const second = await run(oursFirst ? bare : ours, some, HOLDS_A_ROUND);
      rounds.push(oursFirst ? { ours: first, bare: second } : { ours: second, bare: first });
    }
    const ratio = spreadOf(rounds.map((round) => round.ours / round.bare));
    const perSecond = (pick: 'ours' | 'bare') =>
      Math.round(spreadOf(rounds.map((round) => round[pick])).median).toLocaleString('en');
    console.log(
      `| ${count} | ${perSecond('ours')} | ${perSecond('bare')} | ${ratio.median.toFixed(2)} (${ratio.least.toFixed(2)}–${ratio.most.toFixed(2)}) |`,
    );
  }
}

/** Steps a second. */
async function run(step: Step, places: readonly Place[], count: number): Promise<number> {
  let next = 0;
  const beganAt = performance.now();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) {
        const place = places[next % places.length];
        next += 1;
        if (place) await step(place);
      }
    }),
  );
  return count / ((performance.now() - beganAt) / 1000);
}

const PERIOD = { start: new Date('2026-11-01T00:00:00Z'), end: new Date('2026-12-01T00:00:00Z') };
const CAP = 9_000_000_000_000_000n;

async function takeAndReturn({ db }: DbClient, place: Place): Promise<void> {
  const counter = and(
    eq(quotas.tenantId, place.tenantId),
    eq(quotas.workspaceId, place.workspaceId),
    eq(quotas.subject, 'bench'),
    eq(quotas.meter, 'tokens'),
    eq(quotas.period, 'month'),
    eq(quotas.periodStart, PERIOD.start),
  );
  await inTenant(db, place, (tx) =>
    tx
      .update(quotas)
      .set({ held: sql`${quotas.held} + 1400` })
      .where(
        and(counter, sql`${quotas.used} + ${quotas.held} + 1400 <= ${CAP.toString()}::bigint`),
      ),
  );
  await inTenant(db, place, (tx) =>
    tx
      .update(quotas)
      .set({ held: sql`${quotas.held} - 1400`, used: sql`${quotas.used} + 900` })
      .where(counter),
  );
}

function admissionOf(place: Place, price: Price): Admission {
  return planAdmission({
    plan: planTable.paygo,
    tier: 'free',
    limits: setLimits({
      limits: [
        {
          id: place.workspaceId,
          subjectKind: 'workspace',
          subjectId: '',
          meter: 'charge',
          cap: CAP,
          period: 'month',
          anchorAt: null,
          overflow: 'block',
        },
      ],
      userId: place.userId,
      at: PERIOD.start,
      timeZone: 'UTC',
    }),
    inputTokens: INPUT_TOKENS,
    markups: { workspaceModelBps: null, planKindBps: null, planBps: 5000, systemBps: 1500 },
    chargeAt: (markupBps) =>
      maxCharge({ price, markupBps, inputTokens: INPUT_TOKENS, isCharged: true }),
  });
}

async function holdAndSettle(
  statements: CallStatements,
  place: Place,
  price: Price,
): Promise<void> {
  const { tenantId, workspaceId, userId } = place;
  const id = randomUUID();
  const now = PERIOD.start;
  const decision = { funding: 'credits', markupBps: 1500, priceVersion: 1 } as const;
  const admission = admissionOf(place, price);
  const hold = {
    id,
    modelId: MODEL,
    inputTokens: INPUT_TOKENS,
    priceVersion: decision.priceVersion,
  };
  const answer = await statements.open<HoldAnswer>({
    person: userId,
    tenant: tenantId,
    place: workspaceId,
    seen: 'owner',
    used_key: null,
    asked: holdRecord(admission, { wanted: WANTED, now, hold }),
  });
  const taken = answer && readTaken(admission, answer).taken;
  if (taken?.option !== 0) throw new Error('the wallet did not pay');
  const settlement = settleCall({
    usage: {
      inputTokens: INPUT_TOKENS,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 500,
      reasoningTokens: 0,
    },
    counted: { inputTokens: INPUT_TOKENS, outputTokens: 500 },
    hold: {
      inputTokens: INPUT_TOKENS,
      maxOutputTokens: WANTED.desiredOutputTokens,
      lots: taken.lots,
    },
    price,
    markupBps: decision.markupBps,
    funding: decision.funding,
    hasStarted: true,
  });
  const { rating } = settlement;
  const booked = await statements.settle<boolean>({
    tenant: tenantId,
    place: workspaceId,
    zone: 'UTC',
    plan_meters: [],
    plan_caps: [],
    low_credit: null,
    ...endedRecord({
      hold: taken,
      endedAt: now,
      receipt: {
        ...decision,
        ...settlement.usage,
        ...settlement.units,
        tenantId,
        workspaceId,
        id,
        userId,
        apiKeyId: null,
        conversationId: null,
        askedFor: null,
        hops: null,
        modelId: MODEL,
        provider: 'openai',
        rawUsage: null,
        keyAlias: null,
        costNano: rating.costNano,
        chargeNano: rating.chargeNano,
        absorbedNano: settlement.absorbedNano,
        meteredTokens: settlement.meteredTokens,
        overshootTokens: 0,
        isEstimated: false,
        lines: [],
        outcome: 'finished',
        timeToFirstTokenMs: null,
        durationMs: 1,
        createdAt: now,
      },
      localDay: '2026-11-01',
      requests: 1,
      subjects: callSubjects({ userId, modelId: MODEL, apiKeyId: null }),
      spent: settlement.spent,
      journal: { id: randomUUID(), entries: settlement.entries },
    }),
  });
  if (booked !== true) throw new Error('a call was not booked');
}

/** The counters of the bare pair. */
export async function makeBareCounters(client: DbClient, places: readonly Place[]): Promise<void> {
  for (const place of places) {
    await inTenant(client.db, place, (tx) =>
      tx.insert(quotas).values({
        tenantId: place.tenantId,
        workspaceId: place.workspaceId,
        subject: 'bench',
        meter: 'tokens',
        period: 'month',
        periodStart: PERIOD.start,
        periodEnd: PERIOD.end,
      }),
    );
  }
}
