import { and, desc, eq, isNull, lt } from 'drizzle-orm';
import { AppError, ErrorCode } from '@geko/contracts/errors';
import type { ConversationDetail, GetConversation, Message } from '@geko/contracts/chat';
import { messages, turns } from '@geko/db/schema/chat';
import { modelCatalog } from '@geko/db/schema/models';
import { tokenUsage } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
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
  const found = await tx
    .select({ message: messages, turn: turns, usage: tokenUsage, modelName: modelCatalog.name })
    .from(messages)
    .leftJoin(
      turns,
      and(
        eq(turns.tenantId, messages.tenantId),
        eq(turns.workspaceId, messages.workspaceId),
        eq(turns.id, messages.turnId),
      ),
    )
    .leftJoin(
      tokenUsage,
      and(
        eq(tokenUsage.tenantId, turns.tenantId),
        eq(tokenUsage.workspaceId, turns.workspaceId),
        eq(tokenUsage.id, turns.id),
      ),
    )
    .leftJoin(modelCatalog, eq(modelCatalog.id, turns.modelId))
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
  return {
    ...conversationView(row),
    messages: page.map(messageView),
    olderCursor: found.length > input.limit ? String(page[0]?.message.position) : null,
    runningTurnId: running?.id ?? null,
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

type FoundMessage = {
  message: typeof messages.$inferSelect;
  turn: typeof turns.$inferSelect | null;
  usage: typeof tokenUsage.$inferSelect | null;
  modelName: string | null;
};

function messageView({ message, turn, usage, modelName }: FoundMessage): Message {
  const name = modelName ?? turn?.modelId ?? '';
  return {
    id: message.id,
    role: message.role,
    text: message.text,
    reasoning: message.reasoning,
    createdAt: message.createdAt.toISOString(),
    turn: turn && {
      id: turn.id,
      modelId: turn.modelId,
      modelName: name,
      status: turn.status,
      errorCode: ErrorCode.nullable().catch(null).parse(turn.errorCode),
      receipt: usage && receiptOf(usage, name),
    },
  };
}
