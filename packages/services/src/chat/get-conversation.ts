import { and, desc, eq, inArray, isNull, lt } from 'drizzle-orm';
import { AppError, ErrorCode } from '@geko/contracts/errors';
import type { ConversationDetail, GetConversation, Message } from '@geko/contracts/chat';
import { messages, turns } from '@geko/db/schema/chat';
import { modelCatalog } from '@geko/db/schema/models';
import { tokenUsage } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import { modelNameOf } from '../local/local-model-facts.ts';
import { newestCorrections } from '../usage/newest-corrections.ts';
import { receiptOf } from '../usage/receipt-of.ts';
import { conversationView, getOwnConversation } from './conversations.ts';

/** A conversation with a page of its messages (the newest page first), each answer with its receipt. */
export async function getConversation(
  scope: Scope,
  input: GetConversation,
): Promise<ConversationDetail> {
  const { tx, caller } = scope;
  const row = await getOwnConversation(scope, input.conversationId);
  const before = positionOf(input.cursor);
  // Before the messages: a turn that ends in between is then seen as running, or with its answer, but never as neither.
  const [running] = await tx
    .select({ id: turns.id })
    .from(turns)
    .where(
      and(
        eq(turns.tenantId, caller.tenantId),
        eq(turns.workspaceId, caller.workspaceId),
        eq(turns.conversationId, input.conversationId),
        eq(turns.status, 'running'),
      ),
    );
  const found = await tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.tenantId, caller.tenantId),
        eq(messages.workspaceId, caller.workspaceId),
        eq(messages.conversationId, input.conversationId),
        isNull(messages.supersededAt),
        before === null ? undefined : lt(messages.position, before),
      ),
    )
    .orderBy(desc(messages.position))
    .limit(input.limit + 1);
  const page = found.slice(0, input.limit).reverse();
  const turnViews = await viewTurns(
    scope,
    page.map(({ turnId }) => turnId).filter((id) => id !== null),
  );
  return {
    ...conversationView(row),
    messages: page.map((message) => ({
      id: message.id,
      role: message.role,
      text: message.text,
      reasoning: message.reasoning,
      createdAt: message.createdAt.toISOString(),
      turn: (message.turnId === null ? null : turnViews.get(message.turnId)) ?? null,
    })),
    olderCursor: found.length > input.limit ? String(page[0]?.position) : null,
    runningTurnId:
      running === undefined || page.some(({ turnId }) => turnId === running.id) ? null : running.id,
  };
}

/** The position that a cursor names; a garbled one is the caller's mistake. */
function positionOf(cursor: string | null | undefined): number | null {
  if (cursor == null) return null;
  if (!/^\d{1,9}$/u.test(cursor)) {
    throw new AppError('BAD_REQUEST', {
      field: 'cursor',
      message: 'This cursor is not one of ours.',
    });
  }
  return Number(cursor);
}

/**
 * How turns ended and what they cost, by their id. Asked by the ids of one page, and not joined to its messages:
 * where the planner takes a workspace for small, it would pair every turn with every receipt of it.
 */
async function viewTurns(
  { tx, caller }: Scope,
  turnIds: string[],
): Promise<Map<string, Message['turn']>> {
  if (turnIds.length === 0) return new Map();
  const receipts = await tx
    .select()
    .from(tokenUsage)
    .where(
      and(
        eq(tokenUsage.tenantId, caller.tenantId),
        eq(tokenUsage.workspaceId, caller.workspaceId),
        inArray(tokenUsage.id, turnIds),
      ),
    );
  const usageOf = new Map(receipts.map((usage) => [usage.id, usage]));
  const corrections = await newestCorrections(tx, caller, turnIds);
  const found = await tx
    .select({ turn: turns, modelName: modelCatalog.name })
    .from(turns)
    .leftJoin(modelCatalog, eq(modelCatalog.id, turns.modelId))
    .where(
      and(
        eq(turns.tenantId, caller.tenantId),
        eq(turns.workspaceId, caller.workspaceId),
        inArray(turns.id, turnIds),
      ),
    );
  return new Map(
    found.map(({ turn, modelName }) => {
      const name = modelNameOf(modelName, turn.modelId);
      const usage = usageOf.get(turn.id);
      const view = {
        id: turn.id,
        modelId: turn.modelId,
        modelName: name,
        status: turn.status,
        errorCode: ErrorCode.nullable().catch(null).parse(turn.errorCode),
        receipt:
          usage === undefined ? null : receiptOf(usage, name, corrections.get(usage.id) ?? null),
      };
      return [turn.id, view];
    }),
  );
}
