import type { UIMessageChunk } from 'ai';
import { expect, test } from 'vitest';
import { mergeDeltas } from './merge-deltas.ts';

async function readAll(stream: ReadableStream<UIMessageChunk>): Promise<UIMessageChunk[]> {
  const chunks: UIMessageChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

function streamOf(chunks: readonly UIMessageChunk[]): ReadableStream<UIMessageChunk> {
  return new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
}

test('text and order survive, and many deltas become few chunks', async () => {
  const deltas = Array.from({ length: 500 }, (_, index): UIMessageChunk => ({
    type: 'text-delta',
    id: 't',
    delta: `${index} `,
  }));
  const source = streamOf([
    { type: 'start', messageId: 'm' },
    { type: 'reasoning-delta', id: 'r', delta: 'why' },
    { type: 'text-start', id: 't' },
    ...deltas,
    { type: 'text-end', id: 't' },
    { type: 'finish' },
  ]);
  const chunks = await readAll(mergeDeltas(source));
  expect(chunks.map(({ type }) => type).filter((type) => type !== 'text-delta')).toEqual([
    'start',
    'reasoning-delta',
    'text-start',
    'text-end',
    'finish',
  ]);
  expect(chunks.at(-2)?.type).toBe('text-end');
  const text = chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('');
  expect(text).toBe(
    deltas.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join(''),
  );
  expect(chunks.length).toBeLessThan(30);
});

test('a delta is never held for long', async () => {
  let push: (chunk: UIMessageChunk) => void = () => undefined;
  const source = new ReadableStream<UIMessageChunk>({
    start: (controller) => {
      push = (chunk) => controller.enqueue(chunk);
    },
  });
  const reader = mergeDeltas(source).getReader();
  for (const delta of ['a', 'b', 'c']) push({ type: 'text-delta', id: 't', delta });
  let text = '';
  while (text !== 'abc') {
    const { value } = await reader.read();
    if (value?.type === 'text-delta') text += value.delta;
  }
  expect(text).toBe('abc');
});
