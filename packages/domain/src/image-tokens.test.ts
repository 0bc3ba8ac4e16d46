import { expect, test } from 'vitest';
import { maxImageTokens } from './image-tokens.ts';

test.each([
  ['openai', 'gpt-4o-mini', 'low', 2_833],
  ['openai', 'gpt-4o-mini', 'auto', 48_169],
  ['openai', 'gpt-5-nano', 'high', 4_800],
  ['groq', 'gpt-4o-mini', 'high', 4_800],
] as const)('%s %s in %s detail: at most %i', (provider, upstreamModel, detail, tokens) => {
  expect(maxImageTokens({ provider, upstreamModel, detail })).toBe(tokens);
});
