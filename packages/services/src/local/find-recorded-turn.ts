import { and, eq } from 'drizzle-orm';
import type { RecordedTurn } from '@geko/contracts/devices';
import { AppError } from '@geko/contracts/errors';
import { messages, turns } from '@geko/db/schema/chat';
import { modelCatalog } from '@geko/db/schema/models';
import { holds, tokenUsage } from '@geko/db/schema/money';
import type { Scope } from '../deps.ts';
import { receiptOf } from '../usage/receipt-of.ts';
import { modelNameOf } from './local-model-facts.ts';
import type { LocalTurnRows } from './write-local-turn.ts';

/**
 * The turn that an earlier send with the same id has left; null = there is none.
 * @throws AppError CONFLICT where the id is of something else, or of a turn with another text, answer, model or count
 */
export async function findRecordedTurn(
  { tx, caller }: Scope,
  told: LocalTurnRows,
): Promise<RecordedTurn | null> {
  const { tenantId, workspaceId, userId } = caller;
  const conflict = new AppError('CONFLICT', { field: 'turn.turnId' });
  const [turn] = await tx
    .select()
    .from(turns)
    .where(
      and(
        eq(turns.tenantId, tenantId),
        eq(turns.workspaceId, workspaceId),
        eq(turns.id, told.turnId),
      ),
    );
  if (turn === undefined) {
    const [taken] = await tx
      .select({ id: holds.id })
      .from(holds)
      .where(
        and(
          eq(holds.tenantId, tenantId),
          eq(holds.workspaceId, workspaceId),
          eq(holds.id, told.turnId),
        ),
      );
    if (taken !== undefined) throw conflict;
    return null;
  }
  if (turn.userId !== userId || turn.conversationId !== told.conversationId) throw conflict;
  const said = await tx
    .select()
    .from(messages)
    .where(
      and(
        eq(messages.tenantId, tenantId),
        eq(messages.workspaceId, workspaceId),
        eq(messages.conversationId, turn.conversationId),
      ),
    );
  const question = said.find(({ id }) => id === turn.userMessageId);
  const answer = said.find(({ id }) => id === turn.assistantMessageId);
  const [found] = await tx
    .select({ usage: tokenUsage, modelName: modelCatalog.name })
    .from(tokenUsage)
    .leftJoin(modelCatalog, eq(modelCatalog.id, tokenUsage.modelId))
    .where(
      and(
        eq(tokenUsage.tenantId, tenantId),
        eq(tokenUsage.workspaceId, workspaceId),
        eq(tokenUsage.id, told.turnId),
      ),
    );
  if (found === undefined) throw conflict;
  const { usage, modelName } = found;
  const isSame =
    turn.modelId === told.modelId &&
    turn.userMessageId === told.messageId &&
    turn.status === told.status &&
    question?.text === told.text &&
    answer?.text === told.answer &&
    answer.reasoning === told.reasoning &&
    usage.inputTokens === told.usage.inputTokens &&
    usage.outputTokens === told.usage.outputTokens &&
    usage.reasoningTokens === told.usage.reasoningTokens;
  if (!isSame) throw conflict;
  return {
    conversationId: turn.conversationId,
    assistantMessageId: turn.assistantMessageId,
    receipt: receiptOf(usage, modelNameOf(modelName, usage.modelId)),
  };
}
