import { parseUsd } from '@geko/contracts/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FREE_PRICE, type Price } from './pricing.ts';
import { anyMarkupBps } from './testing/arbitraries.ts';
import { rateUnits } from './unit-pricing.ts';

const price: Price = {
  ...FREE_PRICE,
  version: 1,
  imageNano: { '1024x1024/low': parseUsd('0.011'), '1024x1536/high': parseUsd('0.25') },
  charactersNano: parseUsd('15'),
  minuteNano: parseUsd('0.006'),
};

test('images by size and quality, characters by the million, seconds by the minute', () => {
  const usage = {
    images: { '1024x1024/low': 3, '1024x1536/high': 1 },
    characters: 4096,
    seconds: 61,
  };
  const rating = rateUnits({ usage, price, markupBps: 5000 });
  expect(
    rating.lines.map(({ unit, item, costNano, chargeNano }) => [unit, item, costNano, chargeNano]),
  ).toEqual([
    ['image', '1024x1024/low', parseUsd('0.033'), parseUsd('0.0495')],
    ['image', '1024x1536/high', parseUsd('0.25'), parseUsd('0.375')],
    ['character', null, parseUsd('0.06144'), parseUsd('0.09216')],
    ['second', null, parseUsd('0.0061'), parseUsd('0.00915')],
  ]);
  expect(rating.costNano).toBe(parseUsd('0.35054'));
  expect(rating.chargeNano).toBe(parseUsd('0.52581'));
});

test('$0.10 of provider cost is $0.15 on the invoice, $0.115 out of the wallet, and nothing when included', () => {
  const dime: Price = { ...FREE_PRICE, imageNano: { '512x512/low': parseUsd('0.10') } };
  const usage = { images: { '512x512/low': 1 } };
  const chargeOf = (markupBps: number, funding: 'postpaid' | 'credits' | 'included') =>
    rateUnits({ usage, price: dime, markupBps, funding }).chargeNano;
  expect(chargeOf(5000, 'postpaid')).toBe(parseUsd('0.15'));
  expect(chargeOf(1500, 'credits')).toBe(parseUsd('0.115'));
  expect(chargeOf(1500, 'included')).toBe(0n);
});

test('a line is rounded once, half to even', () => {
  const costOf = (minuteNano: bigint, seconds: number) =>
    rateUnits({ usage: { seconds }, price: { ...FREE_PRICE, minuteNano }, markupBps: 0 }).costNano;
  // 0.5, 1.5, 2.5, and just above a half.
  expect([costOf(30n, 1), costOf(30n, 3), costOf(30n, 5), costOf(31n, 1)]).toEqual([
    0n,
    2n,
    2n,
    1n,
  ]);
  // Cost rounds to nothing; the charge is of the exact cost: 0.45 × 1.5 = 0.675.
  const rating = rateUnits({
    usage: { seconds: 27 },
    price: { ...FREE_PRICE, minuteNano: 1n },
    markupBps: 5000,
  });
  expect([rating.costNano, rating.chargeNano]).toEqual([0n, 1n]);
});

test('totals are the sums of the lines, each within half a nano-USD of the exact amount', () => {
  const nano = fc.bigInt({ min: 0n, max: 90_000_000_000n });
  const count = fc.nat(10_000_000);
  fc.assert(
    fc.property(nano, nano, count, count, anyMarkupBps, (characters, minute, c, s, markupBps) => {
      const of: Price = { ...FREE_PRICE, charactersNano: characters, minuteNano: minute };
      const rating = rateUnits({ usage: { characters: c, seconds: s }, price: of, markupBps });
      const twiceError = (rounded: bigint, exact: bigint, scale: bigint) => {
        const error = (rounded * scale - exact) * 2n;
        return error < 0n ? -error : error;
      };
      const byUnit = { character: [characters, 1_000_000n], second: [minute, 60n] } as const;
      for (const line of rating.lines) {
        if (line.unit === 'image') throw new Error('there were no images');
        const [linePrice, scale] = byUnit[line.unit];
        const exact = BigInt(line.count) * linePrice;
        expect(twiceError(line.costNano, exact, scale) <= scale).toBe(true);
        const charge = exact * BigInt(10_000 + markupBps);
        expect(twiceError(line.chargeNano, charge, scale * 10_000n) <= scale * 10_000n).toBe(true);
      }
      expect(rating.lines.reduce((sum, line) => sum + line.costNano, 0n)).toBe(rating.costNano);
      expect(rating.lines.reduce((sum, line) => sum + line.chargeNano, 0n)).toBe(rating.chargeNano);
    }),
    { numRuns: 300 },
  );
});

test('what has no price cannot be rated, nor a count that is none', () => {
  const rate =
    (usage: Parameters<typeof rateUnits>[0]['usage'], of: Price = price) =>
    () =>
      rateUnits({ usage, price: of, markupBps: 0 });
  expect(rate({ images: { '4096x4096/high': 1 } })).toThrow(
    'no price for an image of 4096x4096/high',
  );
  expect(rate({ images: { constructor: 1 } })).toThrow('no price');
  expect(rate({ seconds: 1 }, FREE_PRICE)).toThrow('no price for a second');
  expect(rate({ characters: 1 }, { ...FREE_PRICE, charactersNano: null })).toThrow('no price');
  expect(rate({ seconds: -1 })).toThrow(RangeError);
  expect(rate({ seconds: 1.5 })).toThrow(RangeError);
  expect(rate({ seconds: Number.NaN })).toThrow(RangeError);
  expect(rate({ images: { '4096x4096/high': 0 } })()).toEqual({
    lines: [],
    costNano: 0n,
    chargeNano: 0n,
  });
});
