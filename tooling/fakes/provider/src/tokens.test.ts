import { describe, expect, test } from 'vitest';
import { fillerText } from './filler-text.ts';
import {
  countPromptTokens,
  countTokens,
  groupPieces,
  joinText,
  splitIntoPieces,
  sumTokens,
  takeTokens,
} from './tokens.ts';

const awkward = 'Émile 👩‍🚀👍🏽 said: “naïve”\n\n```ts\nlet x = 1;\n```\n<|endoftext|> 日本語テキスト';

describe('pieces', () => {
  test('put together are the text and its tokens, each valid by itself', () => {
    const pieces = splitIntoPieces(awkward);
    expect(joinText(pieces)).toBe(awkward);
    expect(sumTokens(pieces)).toBe(countTokens(awkward));
    expect(pieces.every((piece) => !piece.text.includes('\uFFFD') && piece.tokens > 0)).toBe(true);
    expect(pieces.some((piece) => piece.tokens > 1)).toBe(true);
  });

  test('are taken up to a limit, never over it', () => {
    const pieces = splitIntoPieces(awkward);
    for (let limit = 0; limit <= sumTokens(pieces); limit += 1) {
      const taken = takeTokens(pieces, limit);
      expect(sumTokens(taken)).toBeLessThanOrEqual(limit);
      expect(sumTokens(taken) + (pieces[taken.length]?.tokens ?? 1)).toBeGreaterThan(limit - 1);
      expect(awkward.startsWith(joinText(taken))).toBe(true);
    }
  });

  test('are grouped without losing any', () => {
    const groups = groupPieces(splitIntoPieces(fillerText(10, 'x')), 4);
    expect(groups.map((group) => group.tokens)).toEqual([4, 4, 2]);
    expect(joinText(groups)).toBe(fillerText(10, 'x'));
  });
});

test('a prompt counts 3 tokens a message and 3 more', () => {
  expect(countPromptTokens([])).toBe(3);
  expect(
    countPromptTokens([
      { role: 'system', text: ' river' },
      { role: 'user', text: ' stone window' },
    ]),
  ).toBe(1 + 2 + 2 * 3 + 3);
});

test('every prefix of filler text counts the tokens it was cut at', () => {
  for (const seed of ['a', 'hello there', 'zebra 17']) {
    const pieces = splitIntoPieces(fillerText(130, seed));
    expect(pieces).toHaveLength(130);
    for (let length = 0; length <= 130; length += 1) {
      expect(countTokens(joinText(pieces.slice(0, length)))).toBe(length);
    }
  }
  expect(fillerText(20, 'a')).toBe(fillerText(20, 'a'));
  expect(fillerText(20, 'a')).not.toBe(fillerText(20, 'hello there'));
});
