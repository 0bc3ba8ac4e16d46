import { expect, test } from 'vitest';
import { createChance } from './chance.ts';

test('the same seed makes the same choices, another seed others', () => {
  const draw = (seed: number) => {
    const chance = createChance(seed);
    return Array.from({ length: 20 }, () => chance.between(1, 1000));
  };
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
});

test('choices are spread over the range, both ends included', () => {
  const chance = createChance(1);
  const counts = [0, 0, 0, 0];
  for (let i = 0; i < 4000; i += 1) {
    const drawn = chance.between(0, 3);
    counts[drawn] = (counts[drawn] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(850);
});
