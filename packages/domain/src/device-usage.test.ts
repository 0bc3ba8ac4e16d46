import { expect, test } from 'vitest';
import { believedUsage } from './device-usage.ts';

const said = { contextTokens: 4_096, answer: 'Größe', reasoning: '' };

test('what can be is believed as it is told', () => {
  const told = { inputTokens: 4_096, outputTokens: 7 + 16, reasoningTokens: 0 };
  expect(believedUsage(told, said)).toEqual(told);
});

test('no machine has read more than its model can, nor written more than there is', () => {
  const told = { inputTokens: 1e7, outputTokens: 1e7, reasoningTokens: 1e7 };
  expect(believedUsage(told, said)).toEqual({
    inputTokens: 4_096,
    outputTokens: 23,
    reasoningTokens: 0,
  });
});
