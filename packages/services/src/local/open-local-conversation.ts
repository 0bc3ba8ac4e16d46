import { and, eq } from 'drizzle-orm';
import { AppError } from '@geko/contracts/errors';
import { conversations, turns } from '@geko/db/schema/chat';
import { titleFrom } from '@geko/domain/titles';
import type { Scope } from '../deps.ts';
import { isConversation } from './is-conversation.ts';
import type { LocalTurnRows } from './write-local-turn.ts';

/**
 * Locks the caller's conversation, which is made where there is none; also a removed one is theirs. Before the money, in
 * the order of whoever closes a turn. assertReady throws TURN_RUNNING while another answer is written in it.
 * @throws AppError NOT_FOUND for another person's
 */
export async function openLocalConversation(
  { tx, caller, now }: Scope,
  { conversationId }: { conversationId: string },
  { text, modelId }: Pick<LocalTurnRows, 'text' | 'modelId'>,
): Promise<{ assertReady: () => void }> {
  const { tenantId, workspaceId, userId } = caller;
  await tx
    .insert(conversations)
    .values({
      tenantId,
      workspaceId,
      id: conversationId,
      userId,
      title: titleFrom(text).toWellFormed(),
      modelId,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoNothing();
  const [row] = await tx
    .select({ userId: conversations.userId })
    .from(conversations)
    .where(isConversation({ tenantId, workspaceId, conversationId }))
    .for('update');
  if (row?.userId !== userId) throw new AppError('NOT_FOUND');
  const running = await tx
    .select({ id: turns.id })
    .from(turns)
    .where(
      and(
        eq(turns.tenantId, tenantId),
        eq(turns.workspaceId, workspaceId),
        eq(turns.conversationId, conversationId),
        eq(turns.status, 'running'),
      ),
    );
  return {
    assertReady: () => {
      if (running.length > 0) throw new AppError('TURN_RUNNING');
    },
  };
}
