import { hashText } from './hash-text.ts';

/** Words that are one token each when a space stands before them (asserted by the test). */
const WORDS = (
  'amber river stone window garden letter morning paper market forest silver quiet bridge winter summer music ' +
  'kitchen table island mountain story simple travel yellow purple orange green cotton copper carbon basket ' +
  'number signal pattern colour method answer question village harbour engine machine camera mirror candle shadow'
).split(' ');

const SENTENCE_TOKENS = 12;

/**
 * Text worth exactly `tokens` o200k_base tokens, the same for the same seed. Every prefix of n tokens counts n again
 * when a receiver counts it by itself, so an interrupted answer can be compared to the token.
 */
export function fillerText(tokens: number, seed: string): string {
  const step = hashText(seed);
  let text = '';
  for (let index = 0; index < tokens; index += 1) {
    if (index === 0) text += 'The';
    else if (index % SENTENCE_TOKENS === 0) text += '.';
    else text += ` ${WORDS[(step + index * 7 + Math.floor(index / WORDS.length)) % WORDS.length]}`;
  }
  return text;
}
