import fc from 'fast-check';
import type { UnitUsage } from '@geko/contracts/meters';
import type { Price, PriceTier } from '../pricing.ts';
import type { KnownUsage } from '../usage.ts';

const nano = fc.bigInt({ min: 0n, max: 200_000_000_000n });
const prices = {
  inputNano: nano,
  cachedInputNano: fc.option(nano),
  cacheWriteNano: fc.option(nano),
  outputNano: nano,
  reasoningNano: fc.option(nano),
};
const tier: fc.Arbitrary<PriceTier> = fc.record({
  ...prices,
  aboveInputTokens: fc.integer({ min: 1, max: 300_000 }),
});

/** Any price that the price book may hold, with tiers. For tests. */
export const anyPrice: fc.Arbitrary<Price> = fc.record({
  ...prices,
  version: fc.integer({ min: 1, max: 99 }),
  tiers: fc.array(tier, { maxLength: 3 }),
});

/** The kind of all images of `anyUnits`. */
const IMAGE_KIND = '1024x1024/high';

/** The same, with prices of all that `anyUnits` may have. For tests. */
export const anyUnitPrice: fc.Arbitrary<Price> = fc
  .tuple(anyPrice, nano, nano, nano)
  .map(([price, imageNano, charactersNano, minuteNano]) => ({
    ...price,
    imageNano: { [IMAGE_KIND]: imageNano },
    charactersNano,
    minuteNano,
  }));

/** Anything that a call may make or take beside tokens. For tests. */
export const anyUnits: fc.Arbitrary<UnitUsage> = fc
  .record({ images: fc.nat(9), characters: fc.nat(100_000), seconds: fc.nat(20_000) })
  .map((units) => ({ ...units, imageKind: units.images > 0 ? IMAGE_KIND : null }));

const tokens = fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400_000 }));

/** Any usage with all its counts. For tests. */
export const anyUsage: fc.Arbitrary<KnownUsage> = fc.record({
  inputTokens: tokens,
  cachedInputTokens: tokens,
  cacheWriteTokens: tokens,
  outputTokens: tokens,
  reasoningTokens: tokens,
});

export const anyMarkupBps = fc.integer({ min: 0, max: 20_000 });
