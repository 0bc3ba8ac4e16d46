import { and, eq, sql } from 'drizzle-orm';
import type { ErrorCode } from '@geko/contracts/errors';
import type { TokenUsage } from '@geko/contracts/meters';
import type { TurnPart } from '@geko/contracts/chat';
import type { Receipt } from '@geko/contracts/receipt';
import { inTenant, type Tx } from '@geko/db/client';
import { conversations, messages, turns } from '@geko/db/schema/chat';
import { modelCatalog } from '@geko/db/schema/models';
import { holds, ledgerEntries, ledgerJournals, quotas, tokenUsage } from '@geko/db/schema/money';
import { settleCall, type Settlement } from '@geko/domain/settlement';
import type { Deps } from '../deps.ts';
import { getPrice } from '../models/catalogue.ts';
import { receiptOf } from '../usage/receipt-of.ts';
import type { TurnRef } from './start-turn.ts';

/** How a turn ended and what is known of its use; null where nothing is. */
export type TurnEnd = {
  status: 'finished' | 'stopped' | 'failed' | 'interrupted';
  errorCode: ErrorCode | null;
  usage: TokenUsage | null;
  rawUsage: unknown;
  /** Our own count of what was streamed. */
  outputTokens: number;
  /** The provider accepted the call. */
  hasStarted: boolean;
  /** It finished, was stopped by us, or failed after some output: only then it is charged. */
  hasDelivered: boolean;
  keyAlias: string | null;
  timeToFirstTokenMs: number | null;
  durationMs: number;
};

type HoldRow = typeof holds.$inferSelect;
type TurnRow = typeof turns.$inferSelect;

/**
 * Closes a turn in one transaction: the answer saved, the use booked, the journal posted, the hold
 * settled. Whoever comes second finds the hold settled and changes nothing; they get null.
 */
export async function finishTurn(
  deps: Pick<Deps, 'db' | 'now' | 'newId'>,
  ref: TurnRef & { userId: string },
  end: TurnEnd,
  parts: readonly TurnPart[],
): Promise<Receipt | null> {
  return inTenant(deps.db, ref, async (tx) => {
    const hold = await settleHold(tx, ref, deps.now());
    if (!hold) return null;
    const turn = await closeTurnRow(tx, ref, end, deps.now());
    const [model] = await tx.select().from(modelCatalog).where(eq(modelCatalog.id, turn.modelId));
    if (!model) throw new Error(`model ${turn.modelId} is gone`);
    const price = await getPrice(tx, { modelId: model.id, version: hold.priceVersion });
    const settlement = settleCall({
      usage: end.usage,
      counted: { inputTokens: hold.inputTokens, outputTokens: end.outputTokens },
      hold,
      price,
      markupBps: hold.markupBps,
      funding: hold.funding,
      hasStarted: end.hasStarted,
      hasDelivered: end.hasDelivered,
    });
    await returnHeldAmounts(tx, hold, {
      tokens: settlement.meteredTokens,
      requests: end.hasDelivered ? 1 : 0,
    });
    await saveAnswer(tx, turn, parts, deps.now());
    const row = usageRow({ hold, turn, end, settlement, provider: model.provider });
    await tx.insert(tokenUsage).values(row);
    await postJournal(tx, ref, settlement, { id: deps.newId(), at: row.createdAt });
    return receiptOf(row, model.name);
  });
}

async function settleHold(tx: Tx, ref: TurnRef, now: Date): Promise<HoldRow | null> {
  const [hold] = await tx
    .update(holds)
    .set({ status: 'settled', settledAt: now })
    .where(
      and(
        eq(holds.tenantId, ref.tenantId),
        eq(holds.workspaceId, ref.workspaceId),
        eq(holds.id, ref.turnId),
        eq(holds.status, 'held'),
      ),
    )
    .returning();
  return hold ?? null;
}

async function closeTurnRow(tx: Tx, ref: TurnRef, end: TurnEnd, now: Date): Promise<TurnRow> {
  const [turn] = await tx
    .update(turns)
    .set({ status: end.status, errorCode: end.errorCode, closedAt: now })
    .where(
      and(
        eq(turns.tenantId, ref.tenantId),
        eq(turns.workspaceId, ref.workspaceId),
        eq(turns.id, ref.turnId),
      ),
    )
    .returning();
  if (!turn) throw new Error(`turn ${ref.turnId} has a hold but no row`);
  return turn;
}

/** Gives back what was held and counts what was used, in the order in which take_hold locks. */
async function returnHeldAmounts(
  tx: Tx,
  hold: HoldRow,
  used: Record<'tokens' | 'requests', number>,
): Promise<void> {
  const amounts = hold.amounts.toSorted((a, b) =>
    `${a.subject} ${a.meter}` < `${b.subject} ${b.meter}` ? -1 : 1,
  );
  for (const { subject, meter, periodStart, amount } of amounts) {
    await tx
      .update(quotas)
      .set({
        held: sql`${quotas.held} - ${amount}::bigint`,
        used: sql`${quotas.used} + ${used[meter]}::bigint`,
      })
      .where(
        and(
          eq(quotas.tenantId, hold.tenantId),
          eq(quotas.workspaceId, hold.workspaceId),
          eq(quotas.subject, subject),
          eq(quotas.meter, meter),
          eq(quotas.periodStart, new Date(periodStart)),
        ),
      );
  }
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
  end: TurnEnd;
  settlement: Settlement;
  provider: string;
}): UsageRow {
  const { hold, turn, end, settlement } = input;
  const { rating, usage } = settlement;
  return {
    tenantId: turn.tenantId,
    workspaceId: turn.workspaceId,
    id: turn.id,
    userId: turn.userId,
    conversationId: turn.conversationId,
    modelId: turn.modelId,
    provider: input.provider,
    priceVersion: hold.priceVersion,
    ...usage,
    meteredTokens: settlement.meteredTokens,
    overshootTokens: settlement.overshootTokens,
    rawUsage: end.rawUsage ?? null,
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
    keyAlias: end.keyAlias,
    outcome: end.status,
    timeToFirstTokenMs: end.timeToFirstTokenMs,
    durationMs: end.durationMs,
    createdAt: turn.startedAt,
  };
}

/** Books a call's cost and charge; the journal is unique by the turn. A call of no cost has none. */
async function postJournal(
  tx: Tx,
  { tenantId, workspaceId, turnId }: TurnRef,
  settlement: Settlement,
  journal: { id: string; at: Date },
): Promise<void> {
  if (settlement.entries.length === 0) return;
  await tx.insert(ledgerJournals).values({
    tenantId,
    workspaceId,
    id: journal.id,
    kind: 'usage',
    operationId: turnId,
    createdAt: journal.at,
  });
  await tx.insert(ledgerEntries).values(
    settlement.entries.map(({ account, amountNano }, line) => ({
      tenantId,
      workspaceId,
      journalId: journal.id,
      line: line + 1,
      account,
      amountNano,
    })),
  );
}
