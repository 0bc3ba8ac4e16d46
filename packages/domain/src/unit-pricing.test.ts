import { NO_UNITS, type UnitUsage } from '@geko/contracts/meters';
import { ModelKind } from '@geko/contracts/models';
import { parseUsd } from '@geko/contracts/money';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FREE_PRICE, type Price } from './pricing.ts';
import { nameOfLine, rateCall } from './rate-call.ts';
import { anyMarkupBps } from './testing/arbitraries.ts';
import { isPricedFor, rateUnits } from './unit-pricing.ts';
import { NO_USAGE } from './usage.ts';

const noPrice: Price = { ...FREE_PRICE, version: 1 };
const price: Price = {
  ...noPrice,
  imageNano: { '1024x1024/low': parseUsd('0.011'), '1024x1536/high': parseUsd('0.25') },
  charactersNano: parseUsd('15'),
  minuteNano: parseUsd('0.006'),
};
const of = (units: Partial<UnitUsage>): UnitUsage => ({ ...NO_UNITS, ...units });

test('images by size and quality, characters by the million, seconds by the minute', () => {
  const rate = (units: Partial<UnitUsage>) =>
    rateUnits({ units: of(units), price, markupBps: 5000 }).map((line) => {
      const { unit, count, costNano, chargeNano } = line;
      return [unit, count, costNano, chargeNano];
    });
  const low = { images: 3, imageKind: '1024x1024/low' };
  expect(rate({ ...low, characters: 4096, seconds: 61 })).toEqual([
    ['images', 3, parseUsd('0.033'), parseUsd('0.0495')],
    ['characters', 4096, parseUsd('0.06144'), parseUsd('0.09216')],
    ['seconds', 61, parseUsd('0.0061'), parseUsd('0.00915')],
  ]);
  expect(rate({ images: 1, imageKind: '1024x1536/high' })).toEqual([
    ['images', 1, parseUsd('0.25'), parseUsd('0.375')],
  ]);
});

test('a price of any image is that of every kind which has none of its own', () => {
  const anyPrice = { ...price, imageNano: { ...price.imageNano, any: 7n } };
  const costOf = (imageKind: string, of_: Price) =>
    rateUnits({ units: of({ images: 1, imageKind }), price: of_, markupBps: 0 })[0]?.costNano;
  expect(costOf('64x64/odd', anyPrice)).toBe(7n);
  expect(costOf('1024x1024/low', anyPrice)).toBe(parseUsd('0.011'));
  expect(() => costOf('64x64/odd', price)).toThrow(RangeError);
});

test('a call is charged for its tokens and for its units, line by line', () => {
  const both: Price = { ...price, inputNano: parseUsd('5'), outputNano: parseUsd('40') };
  const rating = rateCall({
    usage: { ...NO_USAGE, inputTokens: 200 },
    units: of({ images: 2, imageKind: '1024x1024/low' }),
    price: both,
    markupBps: 1500,
  });
  expect(rating.lines.map((line) => [nameOfLine(line), line.costNano, line.chargeNano])).toEqual([
    ['inputTokens', parseUsd('0.001'), parseUsd('0.00115')],
    ['images', parseUsd('0.022'), parseUsd('0.0253')],
  ]);
  expect(rating).toMatchObject({ costNano: parseUsd('0.023'), chargeNano: parseUsd('0.02645') });
});

test('$0.10 of provider cost is $0.15 on the invoice, $0.115 out of the wallet, and nothing when included', () => {
  const dime: Price = { ...noPrice, imageNano: { '512x512/low': parseUsd('0.10') } };
  const units = of({ images: 1, imageKind: '512x512/low' });
  const chargeOf = (markupBps: number, funding: 'postpaid' | 'credits' | 'included') =>
    rateUnits({ units, price: dime, markupBps, funding })[0]?.chargeNano;
  expect(chargeOf(5000, 'postpaid')).toBe(parseUsd('0.15'));
  expect(chargeOf(1500, 'credits')).toBe(parseUsd('0.115'));
  expect(chargeOf(1500, 'included')).toBe(0n);
});

test('a line is rounded once, half to even', () => {
  const rate = (minuteNano: bigint, seconds: number, markupBps = 0) =>
    rateUnits({ units: of({ seconds }), price: { ...noPrice, minuteNano }, markupBps })[0];
  // 0.5, 1.5, 2.5, and just above a half.
  const halves = [rate(30n, 1), rate(30n, 3), rate(30n, 5), rate(31n, 1)];
  expect(halves.map((line) => line?.costNano)).toEqual([0n, 2n, 2n, 1n]);
  // Cost rounds to nothing; the charge is of the exact cost: 0.45 × 1.5 = 0.675.
  expect(rate(1n, 27, 5000)).toMatchObject({ costNano: 0n, chargeNano: 1n });
});

test('each line is within half a nano-USD of the exact amount, and the totals are their sums', () => {
  const nano = fc.bigInt({ min: 0n, max: 90_000_000_000n });
  const count = fc.nat(10_000_000);
  fc.assert(
    fc.property(nano, nano, count, count, anyMarkupBps, (characters, minute, c, s, markupBps) => {
      const sold: Price = { ...noPrice, charactersNano: characters, minuteNano: minute };
      const rating = rateCall({
        usage: NO_USAGE,
        units: of({ characters: c, seconds: s }),
        price: sold,
        markupBps,
      });
      const twiceError = (rounded: bigint, exact: bigint, scale: bigint) => {
        const error = (rounded * scale - exact) * 2n;
        return error < 0n ? -error : error;
      };
      const scales = { characters: [characters, 1_000_000n], seconds: [minute, 60n] } as const;
      for (const line of rating.lines) {
        if (!('unit' in line) || line.unit === 'images') throw new Error('there were none');
        const [linePrice, scale] = scales[line.unit];
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

test('what is free is free in every unit', () => {
  const units = of({ images: 1, imageKind: 'any/any', seconds: 60 });
  const lines = rateUnits({ units, price: FREE_PRICE, markupBps: 5000 });
  expect(lines.map(({ count, costNano, chargeNano }) => [count, costNano, chargeNano])).toEqual([
    [1, 0n, 0n],
    [60, 0n, 0n],
  ]);
});

test('what has no price cannot be rated, nor a count that is none', () => {
  const rate =
    (units: Partial<UnitUsage>, sold: Price = price) =>
    () =>
      rateUnits({ units: of(units), price: sold, markupBps: 0 });
  const huge = { images: 1, imageKind: '4096x4096/high' };
  expect(rate(huge)).toThrow('no price for images of 4096x4096/high');
  expect(rate({ images: 1 })).toThrow('no price for images of no kind');
  expect(rate({ images: 1, imageKind: 'constructor' })).toThrow('no price');
  expect(rate({ seconds: 1 }, noPrice)).toThrow('no price for seconds');
  expect(rate({ characters: 1 }, { ...noPrice, charactersNano: null })).toThrow('no price');
  expect(rate({ seconds: -1 })).toThrow(RangeError);
  expect(rate({ seconds: 1.5 })).toThrow(RangeError);
  expect(rate({ seconds: Number.NaN })).toThrow(RangeError);
  expect(rate({ ...huge, images: 0 })()).toEqual([]);
});

test('a price is one for a kind of model where what it makes stands in it, be it at nothing', () => {
  const kindsOf = (change: Partial<Price>) =>
    ModelKind.options.filter((kind) => isPricedFor(kind, { ...noPrice, ...change }));
  expect(kindsOf({})).toEqual(['chat', 'embedding']);
  expect(kindsOf({ imageNano: {} })).toEqual(['chat', 'embedding']);
  expect(kindsOf({ imageNano: { any: 0n } })).toEqual(['chat', 'image', 'embedding']);
  expect(kindsOf({ charactersNano: 0n })).toEqual(['chat', 'speech', 'embedding']);
  expect(kindsOf({ minuteNano: 6_000_000n })).toEqual(['chat', 'transcription', 'embedding']);
});
