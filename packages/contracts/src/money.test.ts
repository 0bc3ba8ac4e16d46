import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatUsd, NANO_PER_USD, NanoString, parseUsd, usdDecimal } from './money.ts';

test.each([
  ['0', 0n],
  ['0.15', 150_000_000n],
  ['1', 1_000_000_000n],
  ['0.000000001', 1n],
  ['-0.000000001', -1n],
  ['29', 29_000_000_000n],
  ['90071992547409.93', 90_071_992_547_409_930_000_000n],
])('$%s is %d nano-USD', (decimal, nano) => {
  expect(parseUsd(decimal)).toBe(nano);
  expect(usdDecimal(nano)).toBe(decimal);
});

test.each([
  '',
  '.',
  '.5',
  '5.',
  '1e3',
  '0.0000000001',
  '1,000',
  ' 1',
  '1 ',
  '+1',
  '--1',
  '$1',
  'NaN',
  '１',
  '0x1',
])('%j is no amount', (text) => {
  expect(() => parseUsd(text)).toThrow(RangeError);
});

test('an amount survives its decimal, whatever its size', () => {
  fc.assert(fc.property(fc.bigInt(), (nano) => parseUsd(usdDecimal(nano)) === nano));
});

test('decimals add up as amounts do', () => {
  fc.assert(
    fc.property(
      fc.bigInt(),
      fc.bigInt(),
      (a, b) => parseUsd(usdDecimal(a)) + parseUsd(usdDecimal(b)) === a + b,
    ),
  );
});

test.each([
  [0n, '$0.00'],
  [1n, '$0.000000001'],
  [150_000_000n, '$0.15'],
  [1_530_000n, '$0.00153'],
  [1_539_999n, '$0.00153'],
  [100_000_000n, '$0.10'],
  [NANO_PER_USD, '$1.00'],
  [12_340_000_000n, '$12.34'],
  [12_349_999_999n, '$12.34'],
  [-1_530_000n, '-$0.00153'],
  [-NANO_PER_USD, '-$1.00'],
])('%d is shown as %s', (nano, shown) => {
  expect(formatUsd(nano)).toBe(shown);
});

test('what is shown is never more than the amount, and less by under a cent', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 10n ** 24n }), (nano) => {
      const shown = parseUsd(formatUsd(nano).slice(1));
      return shown <= nano && nano - shown < NANO_PER_USD / 100n;
    }),
  );
});

test('an amount that is not nothing is never shown as nothing', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 10n ** 24n }), (nano) => /[1-9]/u.test(formatUsd(nano))),
  );
});

test.each(['0', '-0', '12', '-12', '999999999999999999999999999999'])(
  '%s passes as money on the wire',
  (text) => {
    expect(NanoString.parse(text)).toBe(text);
  },
);

test.each(['', '1.5', '1e3', '0x1', '1n', ' 1', '9'.repeat(31), '1\n'])('%j does not', (text) => {
  expect(NanoString.safeParse(text).success).toBe(false);
});
