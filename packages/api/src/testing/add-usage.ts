import { randomUUID } from 'node:crypto';
import { holds } from '@geko/db/schema/money';
import { NO_UNITS } from '@geko/contracts/meters';
import { bookCall } from '@geko/services/policy/book-call';
import { inPlaceOf } from './money-calls.ts';
import type { TestHouse } from './test-house.ts';

/**
 * A call of somebody's as its settlement books it: without charge. The provider
 * never had it, so it is booked on an estimate of what it would have read.
 */
export async function addUsage(
  house: TestHouse,
  person: { userId: string; workspaceId: string },
  { modelId, tokens }: { modelId: string; tokens: number },
): Promise<void> {
  const { userId } = person;
  await inPlaceOf(house, person, async ({ tx, tenantId, workspaceId, now: createdAt }) => {
    const id = randomUUID();
    const here = { tenantId, workspaceId, id, createdAt, markupBps: 0, priceVersion: 1 };
    await tx.insert(holds).values({
      ...here,
      status: 'held',
      inputTokens: tokens,
      maxOutputTokens: 0,
      amounts: [],
      funding: 'included',
      leaseUntil: createdAt,
    });
    await bookCall(tx, {
      receipt: {
        ...here,
        userId,
        modelId,
        apiKeyId: null,
        conversationId: null,
        askedFor: null,
        hops: null,
        keyAlias: null,
        rawUsage: null,
        timeToFirstTokenMs: null,
        provider: 'openai',
        inputTokens: tokens,
        cachedInputTokens: 0,
        cacheWriteTokens: 0,
        outputTokens: 0,
        reasoningTokens: 0,
        ...NO_UNITS,
        meteredTokens: tokens,
        overshootTokens: 0,
        isEstimated: true,
        lines: [],
        costNano: 0n,
        chargeNano: 0n,
        absorbedNano: 0n,
        funding: 'included',
        outcome: 'finished',
        durationMs: 1,
      },
      hold: { amounts: [], lots: [] },
      endedAt: createdAt,
      localDay: createdAt.toISOString().slice(0, 10),
      requests: 1,
      subjects: ['workspace', `member:${userId}`, `model:${modelId}`],
      spent: [],
      journal: { id: randomUUID(), entries: [] },
    });
  });
}
