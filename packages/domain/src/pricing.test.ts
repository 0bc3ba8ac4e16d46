import { parseUsd } from '@geko/contracts/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyMarkupBps, anyPrice, anyUsage } from './testing/arbitraries.ts';
import { divideHalfEven, FREE_PRICE, type Price, pricesFor, rateUsage } from './pricing.ts';
import { NO_USAGE } from './usage.ts';

const abs = (value: bigint) => (value < 0n ? -value : value);

test('rounding against a rational oracle: nearest, and even on a tie', () => {
  const whole = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const divisor = fc.bigInt({ min: -1_000_000n, max: 1_000_000n }).filter((value) => value !== 0n);
  fc.assert(
    fc.property(whole, divisor, (numerator, denominator) => {
      const rounded = divideHalfEven(numerator, denominator);
      const twiceError = abs(rounded * denominator - numerator) * 2n;
      expect(twiceError <= abs(denominator)).toBe(true);
      if (twiceError === abs(denominator)) expect(rounded % 2n).toBe(0n);
    }),
  );
});

test.each([
  [5n, 10n, 0n],
  [15n, 10n, 2n],
  [25n, 10n, 2n],
  [26n, 10n, 3n],
  [-5n, 10n, 0n],
  [-15n, 10n, -2n],
  [15n, -10n, -2n],
  [7n, 1n, 7n],
])('%s / %s = %s', (numerator, denominator, result) => {
  expect(divideHalfEven(numerator, denominator)).toBe(result);
});

test('nothing is divided by zero', () => {
  expect(() => divideHalfEven(1n, 0n)).toThrow(RangeError);
});

const dime: Price = { ...FREE_PRICE, version: 1, inputNano: parseUsd('0.10') };
const million = { ...NO_USAGE, inputTokens: 1_000_000 };

test('a provider cost of $0.10 charges $0.15 at 5000 bps and $0.115 at 1500 (SPEC §7)', () => {
  expect(rateUsage({ usage: million, price: dime, markupBps: 5000 })).toMatchObject({
    costNano: parseUsd('0.10'),
    chargeNano: parseUsd('0.15'),
  });
  expect(
    rateUsage({ usage: million, price: dime, markupBps: 1500, funding: 'credits' }).chargeNano,
  ).toBe(parseUsd('0.115'));
});

test.each(['included', 'local'] as const)('%s use costs, and charges nothing', (funding) => {
  const rating = rateUsage({ usage: million, price: dime, markupBps: 5000, funding });
  expect(rating).toMatchObject({ costNano: parseUsd('0.10'), chargeNano: 0n });
});

test('totals are the sums of the lines; a line is within half a nano of the exact amount', () => {
  fc.assert(
    fc.property(anyUsage, anyPrice, anyMarkupBps, (usage, price, markupBps) => {
      const { lines, costNano, chargeNano } = rateUsage({ usage, price, markupBps });
      expect(lines.reduce((sum, line) => sum + line.costNano, 0n)).toBe(costNano);
      expect(lines.reduce((sum, line) => sum + line.chargeNano, 0n)).toBe(chargeNano);
      for (const line of lines) {
        const exact = BigInt(line.tokens) * line.priceNanoPerMillion;
        expect(abs(line.costNano * 1_000_000n - exact) * 2n <= 1_000_000n).toBe(true);
        const exactCharge = exact * BigInt(10_000 + markupBps);
        expect(abs(line.chargeNano * 10n ** 10n - exactCharge) * 2n <= 10n ** 10n).toBe(true);
        expect(line.tokens).toBeGreaterThan(0);
      }
      expect(lines).toHaveLength(Object.values(usage).filter((count) => count > 0).length);
      expect(chargeNano >= costNano).toBe(true);
    }),
  );
});

test('classes without a price of their own fall back to input and output', () => {
  const price: Price = { ...FREE_PRICE, version: 1, inputNano: 100n, outputNano: 700n };
  const usage = {
    inputTokens: 1,
    cachedInputTokens: 1,
    cacheWriteTokens: 1,
    outputTokens: 1,
    reasoningTokens: 1,
  };
  const lines = rateUsage({ usage, price, markupBps: 0 }).lines;
  expect(lines.map((line) => line.priceNanoPerMillion)).toEqual([100n, 100n, 100n, 700n, 700n]);
});

test('above a threshold, cached input included, the whole call has the tier’s prices', () => {
  const tierOf = (aboveInputTokens: number, inputNano: bigint) => ({
    ...FREE_PRICE,
    aboveInputTokens,
    inputNano,
  });
  const price: Price = {
    ...FREE_PRICE,
    version: 1,
    inputNano: 1n,
    tiers: [tierOf(500, 3n), tierOf(200, 2n)],
  };
  expect(pricesFor(price, 200).inputNano).toBe(1n);
  expect(pricesFor(price, 201).inputNano).toBe(2n);
  expect(pricesFor(price, 500).inputNano).toBe(2n);
  expect(pricesFor(price, 501).inputNano).toBe(3n);
  const usage = { ...NO_USAGE, inputTokens: 100, cachedInputTokens: 101 };
  expect(rateUsage({ usage, price, markupBps: 0 }).lines[0]?.priceNanoPerMillion).toBe(2n);
});
