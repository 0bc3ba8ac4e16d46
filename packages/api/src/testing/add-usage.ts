import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { holds, tokenUsage } from '@geko/db/schema/money';
import { inPlaceOf } from './money-calls.ts';
import type { TestHouse } from './test-house.ts';

/**
 * A call of somebody's as its settlement books it: receipt and counters in one transaction, without charge. The provider
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
      status: 'settled',
      inputTokens: tokens,
      maxOutputTokens: 0,
      amounts: [],
      funding: 'included',
      leaseUntil: createdAt,
      settledAt: createdAt,
    });
    await tx.insert(tokenUsage).values({
      ...here,
      userId,
      modelId,
      provider: 'openai',
      inputTokens: tokens,
      cachedInputTokens: 0,
      cacheWriteTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
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
    });
    const used = JSON.stringify({ tokens, requests: 1, charge: 0 });
    await tx.execute(sql`select settle_hold(${id}::uuid, ${createdAt.toISOString()}::timestamptz, ${used}::jsonb,
      array['workspace', ${`member:${userId}`}, ${`model:${modelId}`}]::text[], '[]'::jsonb)`);
  });
}
