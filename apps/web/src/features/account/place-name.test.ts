import { expect, test } from 'vitest';
import { placeName } from './place-name.ts';

test('a country is named; what is none is not', () => {
  expect(['DE', 'US', 'QQ', 'nonsense', null].map(placeName)).toEqual([
    'Germany',
    'United States',
    null,
    null,
    null,
  ]);
});
