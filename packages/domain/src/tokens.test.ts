import { providerIds } from '@geko/contracts/models';
import fc from 'fast-check';
import { countTokens as countDirectly } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { countInputTokens, countTokens } from './tokens.ts';

test('ordinary text is counted exactly', () => {
  const words = fc
    .array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 60 })
    .map((list) => list.join(' '));
  fc.assert(
    fc.property(words, (text) => {
      expect(countTokens(text)).toBe(countDirectly(text, { disallowedSpecial: new Set() }));
    }),
  );
});

test('control tokens in a message are plain text', () => {
  expect(countTokens('<|endoftext|>')).toBeGreaterThan(1);
});

/** Letters without a pattern, so that no slice has been seen before. */
function scatteredLetters(length: number): string {
  let state = 1;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return String.fromCharCode(97 + ((state >> 16) % 26));
  }).join('');
}

test.each([
  ['one letter', 'a'.repeat(200_000)],
  ['spaces', ' '.repeat(200_000)],
  ['letters', scatteredLetters(200_000)],
  ['pairs', '𝔘'.repeat(100_000)],
])('200,000 characters of %s are counted in a bounded time', (_name, text) => {
  const startedAt = performance.now();
  expect(countTokens(text)).toBeGreaterThan(1000);
  // Uncut, the letters take twenty seconds; the bound leaves room for a busy machine.
  expect(performance.now() - startedAt).toBeLessThan(8000);
});

test('slices count hardly more than the whole', () => {
  const text = `see https://example.org/${'path-segment/'.repeat(80)} and go on`;
  const exact = countDirectly(text);
  expect(countTokens(text)).toBeGreaterThanOrEqual(exact);
  expect(countTokens(text)).toBeLessThanOrEqual(exact * 1.05);
});

test('messages have their frame, and other tokenizers their margin, rounded up', () => {
  const messages = [
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'Hello there, how are you?' },
  ];
  const text = messages.reduce((sum, message) => sum + countTokens(message.text), 0);
  const counted = countInputTokens({ messages, provider: 'openai' });
  expect(counted).toBe(text + 11);
  expect(countInputTokens({ messages, provider: 'anthropic' })).toBe(
    Math.ceil((counted * 135) / 100),
  );
  for (const provider of providerIds)
    expect(countInputTokens({ messages, provider })).toBeGreaterThanOrEqual(counted);
});
