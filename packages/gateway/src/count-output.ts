import { countTokens } from '@geko/domain/tokens';

/** Our own count of an answer: tokens in o200k_base, reasoning included. */
export type OutputCount = { outputTokens: number; textChars: number; reasoningChars: number };

/** Counts an answer from its pieces. */
export function countOutput(texts: readonly string[], reasonings: readonly string[]): OutputCount {
  const text = texts.join('');
  const reasoning = reasonings.join('');
  return {
    outputTokens: countTokens(text) + countTokens(reasoning),
    textChars: text.length,
    reasoningChars: reasoning.length,
  };
}
