import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PlainChunks } from './plain-chunks.ts';

const chunkOf = (content: string, more: object = {}) =>
  JSON.stringify({
    id: 'c-1',
    choices: [{ index: 0, delta: { content, ...more }, logprobs: null, finish_reason: null }],
    usage: null,
  });

function learnt(from = chunkOf('geckos')): PlainChunks {
  const plain = new PlainChunks();
  plain.learn(from, 'geckos');
  return plain;
}

test('reads the text of chunks that differ in nothing else', () => {
  const plain = learnt();
  expect(plain.textOf(chunkOf(' climb'))).toBe(' climb');
  expect(plain.textOf(chunkOf('ü – 🦎'))).toBe('ü – 🦎');
});

test('leaves to the parser what differs in more than its text', () => {
  const plain = learnt();
  for (const payload of [
    chunkOf(''),
    chunkOf('two\nlines'),
    chunkOf('a "word"'),
    chunkOf('back\\slash'),
    chunkOf('x', { tool_calls: [] }),
    chunkOf('x').replace('"finish_reason":null', '"finish_reason":"stop"'),
    chunkOf('x').replace('"usage":null', '"usage":{"prompt_tokens":1}'),
    chunkOf('x').slice(0, -1),
    // A raw control character makes a JSON string invalid.
    chunkOf('x').replace('"x"', '"a\tb"'),
    // The text would end here, and another field begin.
    chunkOf('x').replace('"x"', '"x","refusal":"no"'),
  ]) {
    expect(plain.textOf(payload)).toBeNull();
  }
});

test('learns nothing where the same words stand somewhere else first', () => {
  const decoy = chunkOf('geckos').replace('{"id"', '{"note":{"content":"geckos"},"id"');
  expect(
    learnt(decoy).textOf(decoy.replace('"note":{"content":"geckos"}', '"note":{"content":"x"}')),
  ).toBeNull();
});

test('says what the parser would, or nothing', () => {
  const plain = learnt();
  const payloads = fc.oneof(
    fc.string({ unit: 'binary' }).map((text) => chunkOf(text)),
    fc.string().map((raw) => chunkOf('MARK').replace('MARK', () => raw)),
    fc.string(),
  );
  fc.assert(
    fc.property(payloads, (payload) => {
      const text = plain.textOf(payload);
      if (text === null) return;
      expect(JSON.parse(payload)).toEqual(JSON.parse(chunkOf(text)));
    }),
    { numRuns: 300 },
  );
});
