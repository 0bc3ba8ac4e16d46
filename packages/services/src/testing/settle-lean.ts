import { inTenant, type Db, type TenantContext } from '@geko/db/client';
import { settleCall } from '@geko/domain/settlement';
import { bookSettlement } from '../chat/book-settlement.ts';
import { lockHold } from '../chat/lease.ts';
import { usageRow } from '../chat/settle-by-hold.ts';
import { toTakenLot } from '../ledger/resettle.ts';
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
    const row = usageRow({
      hold,
      call: {
        userId,
        modelId,
        askedFor: null,
        hops: null,
        conversationId: null,
        startedAt: hold.createdAt,
      },
      outcome: {
        status: told === null ? 'stopped' : 'finished',
        rawUsage: told,
        keyAlias: null,
        timeToFirstTokenMs: null,
        durationMs: 1,
      },
      settlement,
      provider: 'openai',
    });
    await bookSettlement(tx, deps, {
      row,
      hold: { amounts: hold.amounts, lots },
      settlement,
      requests: 1,
    });
    return true;
  });
}
