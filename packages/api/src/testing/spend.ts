import { randomUUID } from 'node:crypto';
import { and, desc, eq } from 'drizzle-orm';
import { modelPrices } from '@geko/db/schema/models';
import { bookSettlement } from '@geko/services/chat/book-settlement';
import { lockHold } from '@geko/services/chat/lease';
import { settleByHold } from '@geko/services/chat/settle-by-hold';
import { toPrice } from '@geko/services/models/price-of';
import { takeHold } from '@geko/services/policy/take-hold';
import { inPlaceOf } from './money-calls.ts';
import type { TestHouse } from './test-house.ts';

type Member = { userId: string; workspaceId: string };
/** Of the seed, at $2.50 a million tokens that it reads: what is spent is in whole tokens. */
const MODEL_ID = 'gpt-4o';
const NANO_PER_TOKEN = 2_500n;

/** Holds credit for a call; null = there is not so much of it. */
async function begin(house: TestHouse, who: Member, amountNano: bigint) {
  const turnId = randomUUID();
  const inputTokens = Number(amountNano / NANO_PER_TOKEN);
  const priceRow = await readPrice(house);
  const taken = await inPlaceOf(house, who, async ({ tx, now }) => {
    const funds = { fixed: amountNano, perOutput: 0n };
    const { version: priceVersion } = priceRow;
    const admission = {
      limits: [],
      counters: [],
      options: [{ funding: 'credits' as const, markupBps: 0, shares: [], funds }],
    };
    const wanted = { desiredOutputTokens: 0, minOutputTokens: 0, comfortableOutputTokens: 0 };
    const hold = { id: turnId, modelId: MODEL_ID, inputTokens, priceVersion };
    return (await takeHold(tx, admission, { wanted, now, hold })).taken;
  });
  if (taken === null) return null;
  return {
    /** The call has cost all of it. */
    end: () => settle(house, who, turnId),
  };
}

async function readPrice(house: TestHouse) {
  const [row] = await house.database.db
    .select()
    .from(modelPrices)
    .where(
      and(
        eq(modelPrices.modelId, MODEL_ID),
        eq(modelPrices.inputNano, NANO_PER_TOKEN * 1_000_000n),
      ),
    )
    .orderBy(desc(modelPrices.version))
    .limit(1);
  if (!row) throw new Error(`${MODEL_ID} has another price by now`);
  return toPrice(row);
}

async function settle(house: TestHouse, who: Member, turnId: string): Promise<void> {
  const { userId } = who;
  const price = await readPrice(house);
  await inPlaceOf(house, who, async ({ tx, tenantId, workspaceId }) => {
    const hold = await lockHold(tx, { tenantId, workspaceId, turnId }, { onlyExpired: false });
    if (!hold) throw new Error('there is no such hold');
    const settled = settleByHold({
      hold,
      call: {
        userId,
        modelId: MODEL_ID,
        askedFor: null,
        hops: null,
        conversationId: null,
        startedAt: hold.createdAt,
      },
      outcome: {
        status: 'finished',
        // The provider never had it: it is booked on an estimate.
        usage: null,
        units: null,
        rawUsage: null,
        outputTokens: 0,
        hasStarted: true,
        hasDelivered: true,
        keyAlias: null,
        timeToFirstTokenMs: null,
        durationMs: 1,
      },
      price,
      provider: 'openai',
    });
    await bookSettlement(tx, house.server, settled);
  });
}

/** Spends exactly so much credit on a call, as admission and settlement do; false where there is not so much. */
async function spendAll(house: TestHouse, who: Member, amountNano: bigint): Promise<boolean> {
  const call = await begin(house, who, amountNano);
  await call?.end();
  return call !== null;
}

export const spend = Object.assign(spendAll, { begin });
