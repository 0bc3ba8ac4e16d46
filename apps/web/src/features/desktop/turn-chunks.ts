import type { UIMessageChunk } from 'ai';
import type { ChatDataParts } from '@geko/contracts/chat';
import type { LocalTurn } from '@geko/contracts/desktop';
import type { RecordedTurn } from '@geko/contracts/devices';
import type { LocalPart } from '@geko/contracts/local-models';
import { endOf } from './turn-end.ts';

export type ChatChunk = UIMessageChunk<unknown, ChatDataParts>;

/** What a turn of this machine tells, one after the other. */
export type TurnNews = { kind: 'part'; part: LocalPart } | { kind: 'end'; turn: LocalTurn };

/**
 * A turn of this machine as the chat reads every turn: start, blocks of text and reasoning, receipt, end.
 *
 * @param record brings the ended turn to the server; null = it has to wait, and so has the receipt.
 */
export async function* turnChunks(
  turn: ChatDataParts['turn'],
  news: AsyncIterable<TurnNews>,
  record: (turnId: string) => Promise<RecordedTurn | null>,
): AsyncGenerator<ChatChunk> {
  yield { type: 'start', messageId: turn.assistantMessageId };
  yield { type: 'data-turn', data: turn };
  const told = { text: '', reasoning: '' };
  let open = null as { kind: LocalPart['kind']; id: string } | null;
  let blocks = 0;
  function* write({ kind, text }: LocalPart): Generator<ChatChunk> {
    if (text === '') return;
    if (open?.kind !== kind) {
      if (open !== null) yield { type: `${open.kind}-end`, id: open.id };
      blocks += 1;
      open = { kind, id: `${kind}-${blocks}` };
      yield { type: `${kind}-start`, id: open.id };
    }
    told[kind] += text;
    yield { type: `${kind}-delta`, id: open.id, delta: text };
  }
  for await (const one of news) {
    if (one.kind === 'part') {
      yield* write(one.part);
      continue;
    }
    const { end, answer, reasoning } = one.turn;
    // What was lost on the way: the shell keeps all of it.
    if (reasoning.startsWith(told.reasoning) && told.text === '') {
      yield* write({ kind: 'reasoning', text: reasoning.slice(told.reasoning.length) });
    }
    if (answer.startsWith(told.text)) {
      yield* write({ kind: 'text', text: answer.slice(told.text.length) });
    }
    if (open !== null) yield { type: `${open.kind}-end`, id: open.id };
    const recorded = await record(turn.turnId);
    if (recorded !== null) yield { type: 'data-receipt', data: recorded.receipt };
    const ended = end === null ? null : endOf(end);
    if (ended !== null && ended.status !== 'finished') yield { type: 'data-end', data: ended };
    yield { type: 'finish' };
    return;
  }
}
