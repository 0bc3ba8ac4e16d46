import { expect, test } from 'vitest';
import { createKeyRing } from './keys.ts';

test('keys are taken in turn, under names that do not show them', () => {
  const ring = createKeyRing('openai', ['one', 'two']);
  expect(ring.count).toBe(2);
  expect([1, 2, 3].map(() => ring.next()?.alias)).toEqual(['openai-1', 'openai-2', 'openai-1']);
  expect(createKeyRing('groq', []).next()).toBeNull();
});
