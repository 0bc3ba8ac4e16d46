import { expect, test } from 'vitest';
import { createKeyRing } from './keys.ts';

test('keys are taken in turn, under names that do not show them', () => {
  const ring = createKeyRing('openai', ['one', 'two']);
  expect(ring.count).toBe(2);
  expect([1, 2, 3].map(() => ring.next(0)?.alias)).toEqual(['openai-1', 'openai-2', 'openai-1']);
  expect(createKeyRing('groq', []).next(0)).toBeNull();
});

test('a key that rests is passed over until it is back', () => {
  const ring = createKeyRing('openai', ['one', 'two', 'three']);
  ring.rest('openai-2', 100);
  const aliases = (now: number) => [1, 2, 3].map(() => ring.next(now)?.alias);
  expect(aliases(50)).toEqual(['openai-1', 'openai-3', 'openai-1']);
  expect(aliases(100)).toEqual(['openai-2', 'openai-3', 'openai-1']);
});

test('where all rest, the one that is back soonest is taken, and none twice in one call', () => {
  const ring = createKeyRing('openai', ['one', 'two']);
  ring.rest('openai-1', 300);
  ring.rest('openai-2', 200);
  ring.rest('openai-2', 100);
  expect(ring.next(0)?.alias).toBe('openai-2');
  expect(ring.next(0, new Set(['openai-2']))?.alias).toBe('openai-1');
  expect(ring.next(0, new Set(['openai-1', 'openai-2']))).toBeNull();
});
