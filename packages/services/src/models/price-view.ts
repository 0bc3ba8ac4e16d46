import type { ModelPrice, TokenPrices } from '@geko/contracts/models';
import type { Price } from '@geko/domain/pricing';

type Prices = Pick<
  Price,
  'inputNano' | 'cachedInputNano' | 'cacheWriteNano' | 'outputNano' | 'reasoningNano'
>;

const text = (nano: bigint | null) => (nano === null ? null : nano.toString());

const tokenPrices = (prices: Prices): TokenPrices => ({
  inputNano: prices.inputNano.toString(),
  cachedInputNano: text(prices.cachedInputNano),
  cacheWriteNano: text(prices.cacheWriteNano),
  outputNano: prices.outputNano.toString(),
  reasoningNano: text(prices.reasoningNano),
});

/** A price as it travels. */
export function priceView(price: Price & { effectiveFrom: Date }): ModelPrice {
  return {
    version: price.version,
    effectiveFrom: price.effectiveFrom.toISOString(),
    ...tokenPrices(price),
    imageNano: Object.fromEntries(
      Object.entries(price.imageNano ?? {}).map(([kind, nano]) => [kind, nano.toString()]),
    ),
    charactersNano: text(price.charactersNano ?? null),
    minuteNano: text(price.minuteNano ?? null),
    tiers: price.tiers.map((tier) => ({
      ...tokenPrices(tier),
      aboveInputTokens: tier.aboveInputTokens,
    })),
  };
}
