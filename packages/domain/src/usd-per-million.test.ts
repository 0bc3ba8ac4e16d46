import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseUsdPerMillion } from './usd-per-million.ts';

test.each([
  ['0.15', 150_000_000n],
  ['10.0', 10_000_000_000n],
  ['0.000000001', 1n],
  ['0.0750000000000', 75_000_000n],
  ['7.5E-2', 75_000_000n],
  ['1e-9', 1n],
  ['10e-10', 1n],
  ['25e+1', 250_000_000_000n],
  ['9000000', 9_000_000_000_000_000n],
  ['0', 0n],
  ['0.00e99', 0n],
  ['-0.5', -500_000_000n],
])('$%s is %s nano-USD', (text, nano) => {
  expect(parseUsdPerMillion(text)).toBe(nano);
});

test.each([
  ['0.0000000001', 'nine decimals'],
  ['0.19999999999999998', 'nine decimals'],
  ['1e-10', 'nine decimals'],
  ['1e-999', 'nine decimals'],
  ['9000000.000000001', 'too large'],
  ['0.1e-9', 'nine decimals'],
  ['1e999', 'too large'],
  ['1e9999', 'not a decimal'],
  ['9'.repeat(61), 'not a decimal'],
  ['', 'not a decimal'],
  ['.5', 'not a decimal'],
  ['1,5', 'not a decimal'],
  ['NaN', 'not a decimal'],
  ['0x10', 'not a decimal'],
  [' 1', 'not a decimal'],
])('%s is refused: %s', (text, why) => {
  expect(() => parseUsdPerMillion(text)).toThrow(why);
});

test('every way to write a price is the same price', () => {
  const nano = fc.bigInt({ min: 0n, max: 9_000_000_000_000_000n });
  fc.assert(
    fc.property(nano, fc.integer({ min: -20, max: 9 }), fc.nat(5), (price, moved, zeros) => {
      // price × 10^-9, with its point moved and the exponent moved back.
      const digits = price.toString().padStart(40, '0');
      const point = digits.length - 9 + moved;
      const text = `${digits.slice(0, point)}.${digits.slice(point).padEnd(1, '0')}${'0'.repeat(zeros)}`;
      expect(parseUsdPerMillion(`${text}e${-moved}`)).toBe(price);
    }),
    { numRuns: 1000 },
  );
});
