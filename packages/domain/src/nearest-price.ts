import type { Price } from './pricing.ts';

/**
 * The model that local use is compared with: the cheapest of those on offer by what a token in and one out cost, so that
 * "saved" never flatters. Of equals the first; null = there is none with a price.
 */
export function nearestPriced<Offer extends { price: Price | null }>(
  offers: readonly Offer[],
): (Offer & { price: Price }) | null {
  let nearest: (Offer & { price: Price }) | null = null;
  for (const offer of offers) {
    const { price } = offer;
    if (price === null || price.inputNano + price.outputNano === 0n) continue;
    const sum = price.inputNano + price.outputNano;
    const least = nearest === null ? null : nearest.price.inputNano + nearest.price.outputNano;
    if (least === null || sum < least) nearest = { ...offer, price };
  }
  return nearest;
}
