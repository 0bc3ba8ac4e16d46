import { type Funding, type TokenClass, tokenClasses } from '@geko/contracts/meters';
import { type KnownUsage, totalInputTokens } from './usage.ts';

/** Prices in nano-USD per one million tokens; null = no separate price. */
type Prices = {
  inputNano: bigint;
  /** null = the input price. */
  cachedInputNano: bigint | null;
  /** null = the input price. */
  cacheWriteNano: bigint | null;
  outputNano: bigint;
  /** null = the output price. */
  reasoningNano: bigint | null;
};

/** Prices of the whole call once its input, cached input included, is larger than the threshold. */
export type PriceTier = Prices & { aboveInputTokens: number };

/** Prices of what is not counted in tokens, in nano-USD; null or absent = the model has no such price. */
export type UnitPrices = {
  /** Of one image, by "<size>/<quality>"; "any" = of every other. */
  imageNano?: Readonly<Record<string, bigint>>;
  /** Of one million characters. */
  charactersNano?: bigint | null;
  /** Of one minute of sound. */
  minuteNano?: bigint | null;
};

/** One version of a model's price. */
export type Price = Prices & UnitPrices & { version: number; tiers: PriceTier[] };

export type RatedTokens = {
  tokenClass: TokenClass;
  tokens: number;
  priceNanoPerMillion: bigint;
  /** What the provider charges us. */
  costNano: bigint;
  /** What the workspace is charged. */
  chargeNano: bigint;
};

type TokenRating = { lines: RatedTokens[]; costNano: bigint; chargeNano: bigint };

/** The price of what costs nothing, such as a model on one's own machine. */
export const FREE_PRICE: Price = {
  version: 0,
  inputNano: 0n,
  cachedInputNano: null,
  cacheWriteNano: null,
  outputNano: 0n,
  reasoningNano: null,
  tiers: [],
};

const TOKENS_PER_PRICE = 1_000_000n;
const BPS = 10_000n;

/** Whether a call is charged at all, by where its money comes from. */
export const isCharged: Record<Funding, boolean> = {
  local: false,
  included: false,
  credits: true,
  postpaid: true,
};

/** numerator / denominator, rounded to the nearest whole; a tie goes to the even neighbour. Throws RangeError on 0. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  if (denominator < 0n) return divideHalfEven(-numerator, -denominator);
  const truncated = numerator / denominator;
  const rest = numerator % denominator;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const isAwayFromZero = twice > denominator || (twice === denominator && truncated % 2n !== 0n);
  return isAwayFromZero ? truncated + (numerator < 0n ? -1n : 1n) : truncated;
}

/** The prices that apply to a call with this much input: those of the highest tier it is above. */
export function pricesFor(price: Price, inputTokens: number): Prices {
  let best: PriceTier | null = null;
  for (const tier of price.tiers) {
    if (
      inputTokens > tier.aboveInputTokens &&
      tier.aboveInputTokens > (best?.aboveInputTokens ?? -1)
    )
      best = tier;
  }
  return best ?? price;
}

function priceOfClass(prices: Prices, tokenClass: TokenClass): bigint {
  switch (tokenClass) {
    case 'inputTokens':
      return prices.inputNano;
    case 'cachedInputTokens':
      return prices.cachedInputNano ?? prices.inputNano;
    case 'cacheWriteTokens':
      return prices.cacheWriteNano ?? prices.inputNano;
    case 'outputTokens':
      return prices.outputNano;
    case 'reasoningTokens':
      return prices.reasoningNano ?? prices.outputNano;
  }
}

/**
 * Prices the tokens of one call, line by line. Each line's cost and each line's charge is rounded once, half to even,
 * and the totals are the sums of the lines (SPEC §7). Classes without tokens have no line.
 *
 * @param markupBps added to provider cost in the charge; ignored where the funding is not charged.
 */
export function rateUsage({
  usage,
  price,
  markupBps,
  funding = 'postpaid',
}: {
  usage: KnownUsage;
  price: Price;
  markupBps: number;
  funding?: Funding;
}): TokenRating {
  const prices = pricesFor(price, totalInputTokens(usage));
  const chargeBps = isCharged[funding] ? BPS + BigInt(markupBps) : 0n;
  const rating: TokenRating = { lines: [], costNano: 0n, chargeNano: 0n };
  for (const tokenClass of tokenClasses) {
    const tokens = usage[tokenClass];
    if (tokens === 0) continue;
    const priceNanoPerMillion = priceOfClass(prices, tokenClass);
    const exact = BigInt(tokens) * priceNanoPerMillion;
    const costNano = divideHalfEven(exact, TOKENS_PER_PRICE);
    const chargeNano = divideHalfEven(exact * chargeBps, TOKENS_PER_PRICE * BPS);
    rating.lines.push({ tokenClass, tokens, priceNanoPerMillion, costNano, chargeNano });
    rating.costNano += costNano;
    rating.chargeNano += chargeNano;
  }
  return rating;
}
