import { eq } from 'drizzle-orm';
import { NO_UNITS } from '@geko/contracts/meters';
import type { Receipt } from '@geko/contracts/receipt';
import { modelCatalog } from '@geko/db/schema/models';
import { DEVICE_PROVIDER } from '@geko/domain/device-usage';
import { FREE_PRICE } from '@geko/domain/pricing';
import { readRawUsage } from '@geko/gateway/read-raw-usage';
import { endedCall } from '../chat/book-settlement.ts';
import { settleByHold } from '../chat/settle-by-hold.ts';
import type { Deps, Scope } from '../deps.ts';
import { bookCall } from '../policy/book-call.ts';
import { takeHold } from '../policy/take-hold.ts';
import { receiptOf } from '../usage/receipt-of.ts';
import { modelNameOf } from './local-model-facts.ts';
import type { LocalTurnRows } from './write-local-turn.ts';

/**
 * Books what a machine has answered by itself: a receipt of $0, in the sums of its day, and on no counter: nobody checks
 * what a machine tells, so it stops no other call. Its hold is of nothing. Returns the receipt.
 */
export async function bookLocalCall(
  { tx, caller, now }: Scope,
  deps: Pick<Deps, 'newId'>,
  turn: LocalTurnRows,
): Promise<Receipt> {
  const { modelId, startedAt, endedAt, usage } = turn;
  const { inputTokens } = usage;
  const outputTokens = usage.outputTokens + usage.reasoningTokens;
  const { taken } = await takeHold(
    tx,
    {
      limits: [],
      counters: [],
      options: [{ funding: 'local', markupBps: 0, shares: [], funds: null }],
    },
    {
      wanted: {
        desiredOutputTokens: outputTokens,
        minOutputTokens: outputTokens,
        comfortableOutputTokens: outputTokens,
      },
      now: startedAt,
      hold: { id: turn.turnId, modelId, inputTokens, priceVersion: FREE_PRICE.version },
    },
  );
  if (taken === null) throw new Error('a hold of nothing was refused');
  // In the words of the server's own models, so that the receipt recomputes.
  const rawUsage = {
    prompt_tokens: inputTokens,
    completion_tokens: outputTokens,
    total_tokens: inputTokens + outputTokens,
    completion_tokens_details: { reasoning_tokens: usage.reasoningTokens },
  };
  const settled = settleByHold({
    hold: {
      tenantId: caller.tenantId,
      workspaceId: caller.workspaceId,
      id: turn.turnId,
      inputTokens,
      maxOutputTokens: taken.maxOutputTokens,
      amounts: [],
      lots: [],
      funding: 'local',
      markupBps: 0,
      priceVersion: FREE_PRICE.version,
      apiKeyId: null,
      ...NO_UNITS,
    },
    call: {
      userId: caller.userId,
      conversationId: turn.conversationId,
      modelId,
      askedFor: null,
      hops: null,
      startedAt,
    },
    outcome: {
      status: turn.status,
      usage: readRawUsage('local', rawUsage, { hasFinishReason: true }),
      units: null,
      rawUsage,
      outputTokens,
      hasStarted: true,
      hasDelivered: true,
      keyAlias: null,
      timeToFirstTokenMs: null,
      durationMs: endedAt.getTime() - startedAt.getTime(),
    },
    price: FREE_PRICE,
    provider: DEVICE_PROVIDER,
  });
  const row = { ...settled.row, meteredTokens: 0, overshootTokens: 0 };
  const { timeZone } = caller;
  const facts = { timeZone, endedAt: now, journalId: deps.newId() };
  await bookCall(tx, { ...endedCall({ ...settled, row, requests: 0 }, facts), subjects: [] });
  const [listed] = await tx
    .select({ name: modelCatalog.name })
    .from(modelCatalog)
    .where(eq(modelCatalog.id, modelId));
  return receiptOf(row, modelNameOf(listed?.name, modelId));
}
