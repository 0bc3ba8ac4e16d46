import { and, eq, gt, inArray, isNull, max } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import type { LocalChatEnd } from '@geko/contracts/local-models';
import { conversations, messages, turns } from '@geko/db/schema/chat';
import type { Scope } from '../deps.ts';
import { isConversation } from './is-conversation.ts';

/** A machine's turn as it is kept; times by the server's clock. */
export type LocalTurnRows = {
  turnId: string;
  conversationId: string;
  messageId: string;
  /** Of the books. */
  modelId: string;
  text: string;
  answer: string;
  reasoning: string | null;
  status: 'finished' | 'stopped' | 'failed';
  usage: LocalChatEnd['usage'];
  startedAt: Date;
  endedAt: Date;
};

/**
 * Writes message, turn and answer behind all that the conversation has by now. A message that it has already is answered
 * again: the answer before it is kept, and no longer shown.
 * @throws AppError CONFLICT for a message id that is of something else
 */
export async function writeLocalTurn(
  { tx, caller, now }: Scope,
  turn: LocalTurnRows,
  assistantMessageId: string,
): Promise<void> {
  const { tenantId, workspaceId, userId } = caller;
  const place = { tenantId, workspaceId };
  const { conversationId, messageId, modelId, startedAt, endedAt } = turn;
  const isHere = and(eq(messages.tenantId, tenantId), eq(messages.workspaceId, workspaceId));
  const inTalk = and(isHere, eq(messages.conversationId, conversationId));
  const [last] = await tx
    .select({ position: max(messages.position) })
    .from(messages)
    .where(inTalk);
  let position = (last?.position ?? 0) + 1;
  const [asked] = await tx
    .select()
    .from(messages)
    .where(and(isHere, eq(messages.id, messageId)));
  if (asked === undefined) {
    await tx.insert(messages).values({
      ...place,
      id: messageId,
      conversationId,
      role: 'user',
      text: turn.text,
      position,
      createdAt: startedAt,
    });
    position += 1;
  } else {
    const isIt =
      asked.conversationId === conversationId && asked.role === 'user' && asked.text === turn.text;
    if (!isIt) throw new AppError('CONFLICT', { field: 'turn.messageId' });
    await tx
      .update(messages)
      .set({ supersededAt: now })
      .where(
        and(
          inTalk,
          gt(messages.position, asked.position),
          isNull(messages.supersededAt),
          inArray(
            messages.turnId,
            tx
              .select({ id: turns.id })
              .from(turns)
              .where(
                and(
                  eq(turns.tenantId, tenantId),
                  eq(turns.workspaceId, workspaceId),
                  eq(turns.conversationId, conversationId),
                  eq(turns.userMessageId, messageId),
                ),
              ),
          ),
        ),
      );
  }
  await tx.insert(turns).values({
    ...place,
    id: turn.turnId,
    conversationId,
    userId,
    userMessageId: messageId,
    assistantMessageId,
    modelId,
    status: turn.status,
    errorCode: turn.status === 'failed' ? 'PROVIDER_FAILED' : null,
    startedAt,
    closedAt: endedAt,
  });
  await tx.insert(messages).values({
    ...place,
    id: assistantMessageId,
    conversationId,
    role: 'assistant',
    text: turn.answer,
    reasoning: turn.reasoning,
    turnId: turn.turnId,
    position,
    createdAt: endedAt,
  });
  await tx
    .update(conversations)
    .set({ updatedAt: now, modelId })
    .where(isConversation({ tenantId, workspaceId, conversationId }));
}
