import { eq } from 'drizzle-orm';
import { NO_UNITS } from '@geko/contracts/meters';
import type { Receipt } from '@geko/contracts/receipt';
import { modelCatalog } from '@geko/db/schema/models';
import { planAdmission } from '@geko/domain/admission';
import { FREE_PRICE } from '@geko/domain/pricing';
import { readRawUsage } from '@geko/gateway/read-raw-usage';
import { bookSettlement } from '../chat/book-settlement.ts';
import { settleByHold } from '../chat/settle-by-hold.ts';
import type { Deps, Scope } from '../deps.ts';
import { loadLimits } from '../policy/load-limits.ts';
import { takeHold } from '../policy/take-hold.ts';
import { receiptOf } from '../usage/receipt-of.ts';
import { modelNameOf } from './local-model-name.ts';
import type { LocalTurnRows } from './write-local-turn.ts';

const FREE = { fixedNano: 0n, perOutputNano: 0n };

/**
 * Books what a machine has answered by itself: a hold of what it used, settled at once, at no cost. It is counted where
 * calls are counted, and stopped by none of it. Returns its receipt.
 */
export async function bookLocalCall(
  scope: Scope,
  deps: Pick<Deps, 'now' | 'newId'>,
  turn: LocalTurnRows,
): Promise<Receipt> {
  const { tx, caller } = scope;
  const { modelId, startedAt, endedAt, usage } = turn;
  const outputTokens = usage.outputTokens + usage.reasoningTokens;
  const { inputTokens } = usage;
  const limits = await loadLimits({ tx, caller, now: startedAt }, { id: modelId, tier: 'local' });
  const admission = planAdmission({
    plan: { ...caller.plan, tiers: { ...caller.plan.tiers, local: 'local' } },
    tier: 'local',
    limits: limits.map((limit) => ({ ...limit, overflow: 'allow' as const })),
    inputTokens,
    markups: { workspaceModelBps: 0, planKindBps: null, planBps: 0, systemBps: 0 },
    chargeAt: () => FREE,
  });
  const { taken } = await takeHold(tx, admission, {
    wanted: {
      desiredOutputTokens: outputTokens,
      minOutputTokens: outputTokens,
      comfortableOutputTokens: outputTokens,
    },
    now: startedAt,
    hold: { id: turn.turnId, modelId, inputTokens, priceVersion: FREE_PRICE.version },
  });
  if (taken === null) throw new Error('a hold was refused that nothing limits');
  const raw = {
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
      amounts: taken.amounts,
      lots: [],
      funding: 'local',
      markupBps: admission.options[taken.option]?.markupBps ?? 0,
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
      // Read as the door of the server's own models has it, so that the receipt recomputes.
      usage: readRawUsage('local', raw, { hasFinishReason: true }),
      units: null,
      rawUsage: raw,
      outputTokens,
      hasStarted: true,
      hasDelivered: turn.status !== 'failed' || turn.answer !== '' || turn.reasoning !== null,
      keyAlias: null,
      timeToFirstTokenMs: null,
      durationMs: endedAt.getTime() - startedAt.getTime(),
    },
    price: FREE_PRICE,
    provider: 'local',
  });
  await bookSettlement(tx, deps, settled);
  const [listed] = await tx
    .select({ name: modelCatalog.name })
    .from(modelCatalog)
    .where(eq(modelCatalog.id, modelId));
  return receiptOf(settled.row, modelNameOf(listed?.name, modelId));
}
