import { expect, test } from 'vitest';
import { topUpCents } from './top-up-cents.ts';

test.each([
  ['5', 500],
  [' $40.50 ', 4050],
  ['40.5', 4050],
  ['1000.00', 100_000],
])('%j is bought', (text, cents) => {
  expect(topUpCents(text)).toBe(cents);
});

test.each(['', '4.99', '1000.01', '5.001', '-5', '1,000', 'ten', '99999999999999999999'])(
  '%j is not',
  (text) => {
    expect(topUpCents(text)).toBeNull();
  },
);
