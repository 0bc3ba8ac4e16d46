import type { LocalTurn } from '@geko/contracts/desktop';
import { localCatalogueId } from '@geko/contracts/local-catalogue-id';
import { endOf } from '../desktop/turn-end.ts';
import type { ChatMessage } from './chat-message.ts';

/**
 * A conversation with what this machine has answered in it and the server has not heard of yet, behind all that it has.
 * An answer that is being written is left out: its stream brings it. nameOf: of a model, by the shell's id.
 */
export function withMachineTurns(
  messages: readonly ChatMessage[],
  turns: readonly LocalTurn[],
  nameOf: (modelId: string) => string,
): ChatMessage[] {
  let all = [...messages];
  for (const turn of turns) {
    if (all.some(({ metadata }) => metadata?.turn?.id === turn.turnId)) continue;
    const asked = all.findIndex(({ id }) => id === turn.messageId);
    // Answered again: the answer before it is no longer shown.
    if (asked >= 0) all = all.filter(({ role }, at) => at !== asked + 1 || role !== 'assistant');
    else {
      all.push({
        id: turn.messageId,
        role: 'user',
        metadata: { createdAt: turn.startedAt, turn: null },
        parts: [{ type: 'text', text: turn.text, state: 'done' }],
      });
    }
    if (turn.end !== null) all.push(answerOf(turn, turn.end, nameOf));
  }
  return all;
}

function answerOf(
  { turnId, modelId, answer, reasoning }: LocalTurn,
  end: NonNullable<LocalTurn['end']>,
  nameOf: (modelId: string) => string,
): ChatMessage {
  return {
    id: `machine-${turnId}`,
    role: 'assistant',
    metadata: {
      createdAt: end.at,
      turn: {
        id: turnId,
        modelId: localCatalogueId(modelId),
        modelName: nameOf(modelId),
        ...endOf(end),
        receipt: null,
      },
    },
    parts: [
      ...(reasoning === '' ? [] : [{ type: 'reasoning' as const, text: reasoning }]),
      ...(answer === '' ? [] : [{ type: 'text' as const, text: answer }]),
    ],
  };
}
