import { expect, test } from 'vitest';
import { knownUsage, totalTokens } from './usage.ts';

const absent = {
  inputTokens: null,
  cachedInputTokens: null,
  cacheWriteTokens: null,
  outputTokens: null,
  reasoningTokens: null,
};
const fallback = { inputTokens: 30, outputTokens: 12 };

test('no usage, or one that says nothing, is counted by us and marked', () => {
  for (const usage of [null, absent]) {
    const known = knownUsage(usage, fallback);
    expect(known.isEstimated).toBe(true);
    expect(known.usage).toMatchObject({
      inputTokens: 30,
      outputTokens: 12,
      cachedInputTokens: 0,
      reasoningTokens: 0,
    });
  }
});

test('an explicit zero is the provider’s word', () => {
  const known = knownUsage({ ...absent, inputTokens: 0, outputTokens: 0 }, fallback);
  expect(known.isEstimated).toBe(false);
  expect(totalTokens(known.usage)).toBe(0);
});

test('each side is judged apart, and known parts of an unknown side are taken off our count', () => {
  const known = knownUsage({ ...absent, inputTokens: 7, cachedInputTokens: 3 }, fallback);
  expect(known).toMatchObject({
    isEstimated: true,
    usage: { inputTokens: 7, cachedInputTokens: 3, outputTokens: 12 },
  });
  const cachedOnly = knownUsage({ ...absent, cachedInputTokens: 40, reasoningTokens: 5 }, fallback);
  expect(cachedOnly.usage).toMatchObject({
    inputTokens: 0,
    cachedInputTokens: 40,
    outputTokens: 7,
    reasoningTokens: 5,
  });
});

test('a total passes over what is absent', () => {
  expect(totalTokens({ ...absent, inputTokens: 3, reasoningTokens: 4 })).toBe(7);
});
