import { inTenant, type Db, type TenantContext } from '@geko/db/client';
import type { tokenUsage } from '@geko/db/schema/money';
import { settleCall } from '@geko/domain/settlement';
import { bookSettlement } from '../chat/book-settlement.ts';
import { lockHold } from '../chat/lease.ts';
import { storedLines, toTakenLot } from '../ledger/resettle.ts';
import type { MoneyModelId } from './money-steps.ts';
import { moneyPrices } from './money-steps.ts';

/** A call that ends: output null = it was stopped before it began, and nothing was used. */
export type LeanEnd = { turnId: string; modelId: MoneyModelId; output: number | null };

/** Settles a call as finishTurn does, but for the conversation around it. False = somebody else has. */
export async function settleLean(
  deps: { db: Db; now: () => Date; newId: () => string },
  place: TenantContext,
  { turnId, modelId, output }: LeanEnd,
): Promise<boolean> {
  const { tenantId, workspaceId, userId } = place;
  return inTenant(deps.db, place, async (tx) => {
    const ref = { tenantId, workspaceId, turnId };
    const hold = await lockHold(tx, ref, { onlyExpired: false });
    if (!hold) return false;
    const told = output === null ? null : { prompt_tokens: 9, completion_tokens: output };
    const lots = hold.lots.map(toTakenLot);
    const settlement = settleCall({
      usage: told && {
        inputTokens: told.prompt_tokens,
        outputTokens: told.completion_tokens,
        cachedInputTokens: null,
        cacheWriteTokens: null,
        reasoningTokens: null,
      },
      counted: { inputTokens: hold.inputTokens, outputTokens: 0 },
      hold: { ...hold, lots },
      price: moneyPrices[modelId],
      markupBps: hold.markupBps,
      funding: hold.funding,
      hasStarted: told !== null,
      hasDelivered: told !== null,
    });
    const { rating, isEstimated, meteredTokens, overshootTokens, absorbedNano } = settlement;
    const row: typeof tokenUsage.$inferSelect = {
      tenantId,
      workspaceId,
      userId,
      modelId,
      id: turnId,
      apiKeyId: hold.apiKeyId,
      conversationId: null,
      provider: 'openai',
      priceVersion: hold.priceVersion,
      keyAlias: null,
      markupBps: hold.markupBps,
      funding: hold.funding,
      rawUsage: told,
      ...settlement.usage,
      isEstimated,
      meteredTokens,
      overshootTokens,
      absorbedNano,
      costNano: rating.costNano,
      chargeNano: rating.chargeNano,
      lines: storedLines(rating.lines),
      outcome: told === null ? 'stopped' : 'finished',
      timeToFirstTokenMs: null,
      durationMs: 1,
      createdAt: hold.createdAt,
    };
    await bookSettlement(tx, deps, {
      row,
      hold: { amounts: hold.amounts, lots },
      settlement,
      requests: 1,
    });
    return true;
  });
}
