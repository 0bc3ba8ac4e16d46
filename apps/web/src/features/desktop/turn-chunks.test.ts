import { expect, test } from 'vitest';
import type { LocalTurn } from '@geko/contracts/desktop';
import type { RecordedTurn } from '@geko/contracts/devices';
import { turnChunks, type TurnNews } from './turn-chunks.ts';

const place = { turnId: 't', conversationId: 'c', assistantMessageId: 'm', modelId: 'local-tiny' };
const receipt = { turnId: 't' } as RecordedTurn['receipt'];
const recorded: RecordedTurn = { conversationId: 'c', assistantMessageId: 'a', receipt };

const ended = (answer: string, change: Partial<NonNullable<LocalTurn['end']>> = {}): TurnNews => ({
  kind: 'end',
  turn: {
    answer,
    reasoning: '',
    end: { error: null, finishReason: 'stop', ...change },
  } as LocalTurn,
});

async function read(news: TurnNews[], record: RecordedTurn | null = recorded) {
  async function* tell() {
    yield* news;
  }
  const chunks = [];
  for await (const chunk of turnChunks(place, tell(), () => Promise.resolve(record))) {
    chunks.push(chunk);
  }
  return chunks;
}

test('parts become blocks, as those of every other turn', async () => {
  const chunks = await read([
    { kind: 'part', part: { kind: 'reasoning', text: 'Hm' } },
    { kind: 'part', part: { kind: 'text', text: 'I ' } },
    { kind: 'part', part: { kind: 'text', text: 'am' } },
    ended('I am'),
  ]);
  expect(chunks).toEqual([
    { type: 'start', messageId: 'm' },
    { type: 'data-turn', data: place },
    { type: 'reasoning-start', id: 'reasoning-1' },
    { type: 'reasoning-delta', id: 'reasoning-1', delta: 'Hm' },
    { type: 'reasoning-end', id: 'reasoning-1' },
    { type: 'text-start', id: 'text-2' },
    { type: 'text-delta', id: 'text-2', delta: 'I ' },
    { type: 'text-delta', id: 'text-2', delta: 'am' },
    { type: 'text-end', id: 'text-2' },
    { type: 'data-receipt', data: receipt },
    { type: 'finish' },
  ]);
});

test('what was lost on the way is made up for from the whole answer', async () => {
  const chunks = await read([
    { kind: 'part', part: { kind: 'text', text: 'I ' } },
    ended('I am here'),
  ]);
  const text = chunks.flatMap((chunk) => ('delta' in chunk ? [chunk.delta] : [])).join('');
  expect(text).toBe('I am here');
});

test.each([
  [{ finishReason: 'aborted' as const }, { status: 'stopped', errorCode: null }],
  [{ error: 'engine_crashed' as const }, { status: 'failed', errorCode: 'PROVIDER_FAILED' }],
  [{ error: 'prompt_too_long' as const }, { status: 'failed', errorCode: 'CONTEXT_TOO_LONG' }],
])('%j is told as how it ended; without the server there is no receipt', async (change, data) => {
  const chunks = await read([ended('', change)], null);
  expect(chunks.slice(2)).toEqual([{ type: 'data-end', data }, { type: 'finish' }]);
});
