import { NO_UNITS } from '@geko/contracts/meters';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxCharge } from './max-charge.ts';
import { FREE_PRICE, type Price, rateUsage } from './pricing.ts';
import { rateCall } from './rate-call.ts';
import { anyMarkupBps, anyPrice, anyUnitPrice, anyUnits, anyUsage } from './testing/arbitraries.ts';
import { type KnownUsage, NO_USAGE } from './usage.ts';

const price: Price = {
  ...FREE_PRICE,
  version: 1,
  inputNano: 2_000_000_000n,
  cachedInputNano: 200_000_000n,
  cacheWriteNano: 2_500_000_000n,
  outputNano: 10_000_000_000n,
  reasoningNano: 12_000_000_000n,
  tiers: [
    {
      aboveInputTokens: 1000,
      inputNano: 4_000_000_000n,
      cachedInputNano: null,
      cacheWriteNano: null,
      outputNano: 20_000_000_000n,
      reasoningNano: null,
    },
  ],
};

/** Prices of single nano-USD and fractions of it, where roundings weigh most. */
const tinyNano = fc.bigInt({ min: 0n, max: 3_000_000n });
const tinyPrice: fc.Arbitrary<Price> = fc.record({
  version: fc.constant(1),
  inputNano: tinyNano,
  cachedInputNano: fc.option(tinyNano),
  cacheWriteNano: fc.option(tinyNano),
  outputNano: tinyNano,
  reasoningNano: fc.option(tinyNano),
  tiers: fc.constant([]),
});
const few = fc.integer({ min: 0, max: 9 });
const tinyUsage: fc.Arbitrary<KnownUsage> = fc.record({
  inputTokens: few,
  cachedInputTokens: few,
  cacheWriteTokens: few,
  outputTokens: few,
  reasoningTokens: few,
});

function expectWithinHold(
  of: Price,
  usage: KnownUsage,
  markupBps: number,
  spare: { inputTokens: number; outputTokens: number },
): void {
  const { inputTokens, cachedInputTokens, cacheWriteTokens, outputTokens, reasoningTokens } = usage;
  const { fixedNano, perOutputNano } = maxCharge({
    price: of,
    markupBps,
    inputTokens: inputTokens + cachedInputTokens + cacheWriteTokens + spare.inputTokens,
    isCharged: true,
  });
  const output = BigInt(outputTokens + reasoningTokens + spare.outputTokens);
  const { chargeNano } = rateUsage({ usage, price: of, markupBps });
  expect(chargeNano).toBeLessThanOrEqual(fixedNano + output * perOutputNano);
}

const spares = fc.record({
  inputTokens: fc.oneof(fc.constant(0), fc.nat(400_000)),
  outputTokens: fc.oneof(fc.constant(0), fc.nat(400_000)),
});

test('no use within the counted input and the output is charged more', () => {
  fc.assert(fc.property(anyPrice, anyUsage, anyMarkupBps, spares, expectWithinHold), {
    numRuns: 2000,
  });
});

test('nor where roundings are all that counts', () => {
  fc.assert(fc.property(tinyPrice, tinyUsage, anyMarkupBps, spares, expectWithinHold), {
    numRuns: 5000,
  });
});

test('nor of no more units than were asked for', () => {
  const spare = fc.record({ images: fc.nat(3), characters: fc.nat(500), seconds: fc.nat(50) });
  fc.assert(
    fc.property(anyUnitPrice, anyUnits, spare, anyMarkupBps, (of, units, more, markupBps) => {
      const asked = {
        imageKind: units.imageKind,
        images: units.imageKind === null ? 0 : units.images + more.images,
        characters: units.characters + more.characters,
        seconds: units.seconds + more.seconds,
      };
      const most = maxCharge({
        price: of,
        markupBps,
        inputTokens: 0,
        units: asked,
        isCharged: true,
      });
      const { chargeNano } = rateCall({ usage: NO_USAGE, units, price: of, markupBps });
      expect(chargeNano).toBeLessThanOrEqual(most.fixedNano);
    }),
    { numRuns: 2000 },
  );
});

test('units that are free of charge need no price, others do', () => {
  const units = { ...NO_UNITS, seconds: 1 };
  const most = (isCharged: boolean) =>
    maxCharge({ price, markupBps: 0, inputTokens: 0, units, isCharged });
  expect(most(false)).toEqual({ fixedNano: 0n, perOutputNano: 0n });
  expect(() => most(true)).toThrow('no price for seconds');
});

test('it is the dearest class at the dearest price', () => {
  const below = maxCharge({ price, markupBps: 0, inputTokens: 1000, isCharged: true });
  expect(below).toEqual({ fixedNano: 2_500_000n, perOutputNano: 12_000n });
  const above = maxCharge({ price, markupBps: 5000, inputTokens: 1001, isCharged: true });
  expect(above).toEqual({ fixedNano: 6_006_000n, perOutputNano: 30_000n });
});

test('a tier that is cheaper does not make a smaller call cheaper', () => {
  const [tier] = price.tiers;
  if (!tier) throw new Error('the price has a tier');
  const cheap = { ...tier, inputNano: 1n, outputNano: 1n };
  const most = maxCharge({
    price: { ...price, tiers: [cheap] },
    markupBps: 0,
    inputTokens: 5000,
    isCharged: true,
  });
  expect(most.perOutputNano).toBe(12_000n);
});

test('it is nothing where nothing is charged, and exact where no rounding can add', () => {
  const free = { fixedNano: 0n, perOutputNano: 0n };
  expect(maxCharge({ price, markupBps: 0, inputTokens: 5000, isCharged: false })).toEqual(free);
  const ofFree = { price: FREE_PRICE, markupBps: 5000, inputTokens: 5000, isCharged: true };
  expect(maxCharge(ofFree)).toEqual(free);
  const uneven = { ...FREE_PRICE, inputNano: 1_500_001n };
  const fixed = (inputTokens: number) =>
    maxCharge({ price: uneven, markupBps: 0, inputTokens, isCharged: true }).fixedNano;
  // One line of 1.500001 is 2 at most; three lines that add up to 15.00001 are 17 at most.
  expect([fixed(0), fixed(1), fixed(10)]).toEqual([0n, 2n, 17n]);
});
