import { and, asc, eq, isNull } from 'drizzle-orm';
import type { Tx } from '@geko/db/client';
import { messages } from '@geko/db/schema/chat';
import { countTokens } from '@geko/domain/tokens';

export type PromptMessage = { role: 'system' | 'user' | 'assistant'; text: string };

type Place = { tenantId: string; workspaceId: string; conversationId: string };

/** What is said in a conversation so far, oldest first, as a model reads it. */
export async function loadHistory(tx: Tx, place: Place): Promise<PromptMessage[]> {
  const rows = await tx
    .select({ role: messages.role, text: messages.text })
    .from(messages)
    .where(
      and(
        eq(messages.tenantId, place.tenantId),
        eq(messages.workspaceId, place.workspaceId),
        eq(messages.conversationId, place.conversationId),
        isNull(messages.supersededAt),
      ),
    )
    .orderBy(asc(messages.position));
  return rows.filter((message) => message.text !== '');
}

/**
 * Leaves out the oldest messages until what remains fits into the tokens there are. The newest
 * message always stays, also where it alone is too long: then admission refuses.
 */
export function fitHistory(history: PromptMessage[], maxTokens: number): PromptMessage[] {
  let tokens = 0;
  let first = history.length - 1;
  for (let i = history.length - 1; i >= 0; i -= 1) {
    tokens += countTokens(history[i]?.text ?? '') + 4;
    if (tokens > maxTokens) break;
    first = i;
  }
  const kept = history.slice(Math.max(0, first));
  // Providers refuse a conversation that an assistant begins.
  const begin = kept.findIndex((message) => message.role !== 'assistant');
  return kept.slice(Math.max(0, begin));
}
