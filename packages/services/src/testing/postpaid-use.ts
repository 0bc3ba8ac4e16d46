import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { NO_UNITS } from '@geko/contracts/meters';
import { inTenant, type Db, type TenantContext } from '@geko/db/client';
import { holds } from '@geko/db/schema/money';
import { endedCall } from '../chat/book-settlement.ts';
import { settleByHold } from '../chat/settle-by-hold.ts';
import { getPrice } from '../models/catalogue.ts';
import { endedRecord } from '../policy/book-call.ts';

/** A call on the invoice that began then. isEstimated: the provider told nothing of it yet. */
export type PostpaidCall = {
  modelId: string;
  at: Date;
  inputTokens: number;
  outputTokens: number;
  isEstimated?: boolean;
};

const MARKUP_BPS = 5_000;
const AT_ONCE = 500;

/** Books calls of OpenAI's models on the invoice of a workspace, as their settlements do; their ids. */
export async function addPostpaidUse(
  db: Db,
  place: TenantContext,
  calls: readonly PostpaidCall[],
): Promise<string[]> {
  const ids: string[] = [];
  for (let from = 0; from < calls.length; from += AT_ONCE) {
    ids.push(...(await addSome(db, place, calls.slice(from, from + AT_ONCE))));
  }
  return ids;
}

async function addSome(
  db: Db,
  { tenantId, workspaceId, userId }: TenantContext,
  calls: readonly PostpaidCall[],
): Promise<string[]> {
  return inTenant(db, { tenantId, workspaceId, userId }, async (tx) => {
    const prices = new Map<string, Awaited<ReturnType<typeof getPrice>>>();
    for (const { modelId } of calls) {
      if (!prices.has(modelId)) prices.set(modelId, await getPrice(tx, { modelId, version: 1 }));
    }
    const held = calls.map((call) => ({
      tenantId,
      workspaceId,
      id: randomUUID(),
      inputTokens: call.inputTokens,
      maxOutputTokens: call.outputTokens,
      amounts: [],
      lots: [],
      funding: 'postpaid' as const,
      markupBps: MARKUP_BPS,
      priceVersion: 1,
      apiKeyId: null,
      ...NO_UNITS,
    }));
    await tx.insert(holds).values(
      held.map((hold, index) => {
        const createdAt = calls[index]?.at ?? new Date(0);
        return { ...hold, status: 'held' as const, leaseUntil: createdAt, createdAt };
      }),
    );
    const booked = held.flatMap((hold, index) => {
      const call = calls[index];
      const price = prices.get(call?.modelId ?? '');
      if (!call || !price) throw new Error(`there is no price of ${call?.modelId ?? ''}`);
      const settled = settleByHold({
        hold,
        call: {
          userId,
          conversationId: null,
          modelId: call.modelId,
          askedFor: null,
          hops: null,
          startedAt: call.at,
        },
        outcome: { ...endOf(call), units: null, keyAlias: null, timeToFirstTokenMs: null },
        price,
        provider: 'openai',
      });
      const ended = endedCall(settled, {
        timeZone: 'UTC',
        endedAt: call.at,
        journalId: randomUUID(),
      });
      return {
        ...endedRecord(ended),
        zone: 'UTC',
        plan_meters: [],
        plan_caps: [],
        low_credit: null,
        tenant: tenantId,
        place: workspaceId,
      };
    });
    await tx.execute(sql`select system.settle_calls(${JSON.stringify(booked)}::jsonb)`);
    return held.map(({ id }) => id);
  });
}

function endOf({ inputTokens, outputTokens, isEstimated = false }: PostpaidCall) {
  const usage = {
    inputTokens,
    outputTokens,
    cachedInputTokens: null,
    cacheWriteTokens: null,
    reasoningTokens: null,
  };
  const raw = { prompt_tokens: inputTokens, completion_tokens: outputTokens };
  return {
    status: 'finished' as const,
    usage: isEstimated ? null : usage,
    rawUsage: isEstimated ? null : raw,
    outputTokens,
    hasStarted: true,
    hasDelivered: true,
    durationMs: 1,
  };
}
