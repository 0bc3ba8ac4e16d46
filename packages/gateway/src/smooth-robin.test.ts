import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSmoothRobin } from './smooth-robin.ts';

const keys = (...weights: number[]) =>
  weights.map((weight, index) => ({ alias: `key-${index + 1}`, weight }));

test('equal weights take turns', () => {
  const next = createSmoothRobin();
  expect([1, 2, 3, 4].map(() => next(keys(1, 1))?.alias)).toEqual([
    'key-1',
    'key-2',
    'key-1',
    'key-2',
  ]);
  expect(next([])).toBeNull();
});

test('a heavier key comes more often, and not all at once', () => {
  const next = createSmoothRobin();
  expect([1, 2, 3, 4, 5, 6, 7].map(() => next(keys(5, 1, 1))?.alias.at(-1)).join('')).toBe(
    '1121311',
  );
});

test('over a whole round each has its weight, whatever the weights', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }),
      (weights) => {
        const next = createSmoothRobin();
        const taken = new Map<string, number>();
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (let turn = 0; turn < total; turn += 1) {
          const alias = next(keys(...weights))?.alias ?? 'none';
          taken.set(alias, (taken.get(alias) ?? 0) + 1);
        }
        expect(keys(...weights).map(({ alias }) => taken.get(alias))).toEqual(weights);
      },
    ),
  );
});
