import { and, eq, sql } from 'drizzle-orm';
import type { ErrorCode } from '@geko/contracts/errors';
import type { TokenUsage } from '@geko/contracts/meters';
import type { TurnPart } from '@geko/contracts/chat';
import type { Receipt } from '@geko/contracts/receipt';
import { inTenant, type Tx } from '@geko/db/client';
import { conversations, messages, turns } from '@geko/db/schema/chat';
import { modelCatalog } from '@geko/db/schema/models';
import type { holds, tokenUsage } from '@geko/db/schema/money';
import { settleCall, type Settlement } from '@geko/domain/settlement';
import type { Deps } from '../deps.ts';
import { getPrice } from '../models/catalogue.ts';
import { toTakenLot } from '../ledger/resettle.ts';
import { receiptOf } from '../usage/receipt-of.ts';
import { bookSettlement } from './book-settlement.ts';
import { lockHold } from './lease.ts';
import { listParts, saveParts } from './parts-log.ts';
import type { TurnRef } from './turn-ref.ts';

/** How a turn ended and what is known of its use; null where nothing is. */
export type TurnOutcome = {
  status: 'finished' | 'stopped' | 'failed' | 'interrupted';
  errorCode: ErrorCode | null;
  usage: TokenUsage | null;
  rawUsage: unknown;
  /** Our own count of what was streamed. */
  outputTokens: number;
  /** The provider accepted the call, or may have: what it did not tell is then estimated. */
  hasStarted: boolean;
  /** It finished, or ended after some output: only then it is charged. */
  hasDelivered: boolean;
  keyAlias: string | null;
  timeToFirstTokenMs: number | null;
  durationMs: number;
};

type HoldRow = typeof holds.$inferSelect;
type TurnRow = typeof turns.$inferSelect;

/** What whoever closes a turn brings along. */
export type Closing = {
  /** Parts that the log may not have yet. */
  unlogged: readonly TurnPart[];
  /** How it ended, given all that the log has of it. */
  outcomeOf: (parts: readonly TurnPart[]) => TurnOutcome;
  /** Only when the lease has run out. */
  onlyExpired: boolean;
};

/**
 * Closes a turn in one transaction: the answer saved as the log has it, the use booked, the journal
 * posted, the hold settled. Whoever comes second finds the hold settled and changes nothing; they
 * get null.
 */
export async function finishTurn(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  ref: TurnRef & { userId: string },
  { unlogged, outcomeOf, onlyExpired }: Closing,
): Promise<Receipt | null> {
  return inTenant(deps.db, ref, async (tx) => {
    const turn = await lockTurn(tx, ref);
    const hold = await lockHold(tx, ref, { onlyExpired });
    if (!hold) return null;
    await saveParts(tx, ref, unlogged);
    const parts = await listParts(tx, ref, 0);
    const outcome = outcomeOf(parts);
    await closeTurnRow(tx, ref, outcome, deps.now());
    const [model] = await tx.select().from(modelCatalog).where(eq(modelCatalog.id, turn.modelId));
    if (!model) throw new Error(`model ${turn.modelId} is gone`);
    const price = await getPrice(tx, { modelId: model.id, version: hold.priceVersion });
    const lots = hold.lots.map(toTakenLot);
    const settlement = settleCall({
      usage: outcome.usage,
      counted: { inputTokens: hold.inputTokens, outputTokens: outcome.outputTokens },
      hold: { ...hold, lots },
      price,
      markupBps: hold.markupBps,
      funding: hold.funding,
      hasStarted: outcome.hasStarted,
      hasDelivered: outcome.hasDelivered,
    });
    await saveAnswer(tx, turn, parts, deps.now());
    const row = usageRow({ hold, turn, outcome, settlement, provider: model.provider });
    await bookSettlement(tx, deps, {
      row,
      hold: { amounts: hold.amounts, lots },
      settlement,
      requests: countedRequests(outcome, settlement),
    });
    return receiptOf(row, model.name);
  });
}

/**
 * Locks the conversation, then the turn: in the order of a send, which would otherwise wait for us
 * while we wait for it. From here on nothing is added to the turn's log.
 */
async function lockTurn(tx: Tx, ref: TurnRef): Promise<TurnRow> {
  const isTurn = and(
    eq(turns.tenantId, ref.tenantId),
    eq(turns.workspaceId, ref.workspaceId),
    eq(turns.id, ref.turnId),
  );
  await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(
      and(
        eq(conversations.tenantId, ref.tenantId),
        eq(conversations.workspaceId, ref.workspaceId),
        eq(conversations.id, tx.select({ id: turns.conversationId }).from(turns).where(isTurn)),
      ),
    )
    .for('update');
  const [turn] = await tx.select().from(turns).where(isTurn).for('update');
  if (!turn) throw new Error(`turn ${ref.turnId} has no row`);
  return turn;
}

/** A call that gave nothing is not counted, unless the caller ended it themselves. */
function countedRequests({ status }: TurnOutcome, { meteredTokens }: Settlement): number {
  const gaveNothing = (status === 'failed' || status === 'interrupted') && meteredTokens === 0;
  return gaveNothing ? 0 : 1;
}

async function closeTurnRow(tx: Tx, ref: TurnRef, outcome: TurnOutcome, now: Date): Promise<void> {
  await tx
    .update(turns)
    .set({ status: outcome.status, errorCode: outcome.errorCode, closedAt: now })
    .where(
      and(
        eq(turns.tenantId, ref.tenantId),
        eq(turns.workspaceId, ref.workspaceId),
        eq(turns.id, ref.turnId),
      ),
    );
}

/** The answer as far as it came; a turn that brought nothing leaves an empty one, to retry from. */
async function saveAnswer(
  tx: Tx,
  turn: TurnRow,
  parts: readonly TurnPart[],
  now: Date,
): Promise<void> {
  const { tenantId, workspaceId, conversationId } = turn;
  const textOf = (kind: TurnPart['kind']) =>
    parts
      .filter((part) => part.kind === kind)
      .map((part) => part.text)
      .join('');
  await tx.insert(messages).values({
    tenantId,
    workspaceId,
    id: turn.assistantMessageId,
    conversationId,
    role: 'assistant',
    text: textOf('text'),
    reasoning: textOf('reasoning') || null,
    turnId: turn.id,
    position: sql`(select coalesce(max(m.position), 0) + 1 from messages m where m.tenant_id = ${tenantId}
      and m.workspace_id = ${workspaceId} and m.conversation_id = ${conversationId})`,
    createdAt: now,
  });
  await tx
    .update(conversations)
    .set({ updatedAt: now })
    .where(
      and(
        eq(conversations.tenantId, tenantId),
        eq(conversations.workspaceId, workspaceId),
        eq(conversations.id, conversationId),
      ),
    );
}

type UsageRow = typeof tokenUsage.$inferSelect;

function usageRow(input: {
  hold: HoldRow;
  turn: TurnRow;
  outcome: TurnOutcome;
  settlement: Settlement;
  provider: string;
}): UsageRow {
  const { hold, turn, outcome, settlement } = input;
  const { rating, usage } = settlement;
  return {
    tenantId: turn.tenantId,
    workspaceId: turn.workspaceId,
    id: turn.id,
    userId: turn.userId,
    apiKeyId: hold.apiKeyId,
    conversationId: turn.conversationId,
    modelId: turn.modelId,
    provider: input.provider,
    priceVersion: hold.priceVersion,
    ...usage,
    meteredTokens: settlement.meteredTokens,
    overshootTokens: settlement.overshootTokens,
    rawUsage: outcome.rawUsage ?? null,
    isEstimated: settlement.isEstimated,
    lines: rating.lines.map((line) => ({
      tokenClass: line.tokenClass,
      tokens: line.tokens,
      priceNanoPerMillion: line.priceNanoPerMillion.toString(),
      costNano: line.costNano.toString(),
      chargeNano: line.chargeNano.toString(),
    })),
    costNano: rating.costNano,
    chargeNano: rating.chargeNano,
    absorbedNano: settlement.absorbedNano,
    markupBps: hold.markupBps,
    funding: hold.funding,
    keyAlias: outcome.keyAlias,
    outcome: outcome.status,
    timeToFirstTokenMs: outcome.timeToFirstTokenMs,
    durationMs: outcome.durationMs,
    createdAt: turn.startedAt,
  };
}
