import { and, eq, isNull, sql } from 'drizzle-orm';
import type { ConversationRef } from '@geko/contracts/chat';
import { turns } from '@geko/db/schema/chat';
import type { Scope } from '../deps.ts';
import { getOwnConversation } from './conversations.ts';

/** The channel on which every web process hears which turns to stop. */
export const STOP_CHANNEL = 'geko_stop';

/** Asks for the end of what is being written in a conversation, whichever process writes it. */
export async function stopTurn(scope: Scope, { conversationId }: ConversationRef): Promise<void> {
  const { tx, caller, now } = scope;
  await getOwnConversation(scope, conversationId);
  const asked = await tx
    .update(turns)
    .set({ stopRequestedAt: now })
    .where(
      and(
        eq(turns.tenantId, caller.tenantId),
        eq(turns.workspaceId, caller.workspaceId),
        eq(turns.conversationId, conversationId),
        eq(turns.status, 'running'),
        isNull(turns.stopRequestedAt),
      ),
    )
    .returning({ id: turns.id });
  for (const turn of asked) await tx.execute(sql`select pg_notify(${STOP_CHANNEL}, ${turn.id})`);
}
