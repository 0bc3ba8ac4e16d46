import type { RecordedTurn, RecordLocalTurn } from '@geko/contracts/devices';
import { AppError } from '@geko/contracts/errors';
import { localCatalogueId } from '@geko/contracts/local-catalogue-id';
import { believedUsage } from '@geko/domain/device-usage';
import type { Deps, Scope } from '../deps.ts';
import { assertLocalAllowed } from '../devices/assert-local-allowed.ts';
import { bookLocalCall } from './book-local-call.ts';
import { findRecordedTurn } from './find-recorded-turn.ts';
import { openLocalConversation } from './open-local-conversation.ts';
import { contextOf } from './local-model-facts.ts';
import { timesOf } from './local-turn-times.ts';
import { writeLocalTurn, type LocalTurnRows } from './write-local-turn.ts';

/**
 * Takes a turn that one of the caller's machines has answered by itself into their conversation, which is made where
 * there is none: message, answer, a receipt of $0. Neither money nor limits have a say, nor count it. A resend changes nothing.
 * @throws AppError FORBIDDEN, MODEL_DISABLED; NOT_FOUND for another person's turn or conversation; CONFLICT where an id is taken
 * by something else; TURN_RUNNING while another answer is written there
 */
export async function recordLocalTurn(
  scope: Scope,
  deps: Pick<Deps, 'now' | 'newId'>,
  { turn: told }: Pick<RecordLocalTurn, 'turn'>,
): Promise<RecordedTurn> {
  const { caller } = scope;
  if (told.userId !== caller.userId) throw new AppError('NOT_FOUND');
  const modelId = localCatalogueId(told.modelId);
  const answer = told.answer.toWellFormed();
  const reasoning = told.reasoning.toWellFormed();
  const turn: LocalTurnRows = {
    turnId: told.turnId,
    conversationId: told.conversationId,
    messageId: told.messageId,
    modelId,
    text: told.text.toWellFormed(),
    answer,
    reasoning: reasoning || null,
    status: statusOf(told.end),
    usage: believedUsage(told.end.usage, { contextTokens: contextOf(modelId), answer, reasoning }),
    ...timesOf(told, scope.now),
  };
  // Who may not use local models makes no conversations here either, but hears that a turn of theirs is kept.
  const isOpen = await openLocalConversation(scope, told, turn);
  const earlier = await findRecordedTurn(scope, turn);
  if (earlier !== null) return earlier;
  assertLocalAllowed(caller);
  isOpen.assertReady();
  const assistantMessageId = deps.newId();
  await writeLocalTurn(scope, turn, assistantMessageId);
  const receipt = await bookLocalCall(scope, deps, turn);
  return { conversationId: turn.conversationId, assistantMessageId, receipt };
}

function statusOf({ error, finishReason }: RecordLocalTurn['turn']['end']) {
  if (error !== null) return 'failed' as const;
  return finishReason === 'aborted' ? ('stopped' as const) : ('finished' as const);
}
