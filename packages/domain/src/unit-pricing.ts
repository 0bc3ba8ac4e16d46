import type { Funding } from '@geko/contracts/meters';
import { divideHalfEven, isCharged, type Price } from './pricing.ts';

/** What a call used that is not counted in tokens; whole numbers. */
export type UnitUsage = {
  /** How many images of each "<size>/<quality>". */
  images?: Readonly<Record<string, number>>;
  characters?: number;
  seconds?: number;
};

export type UnitLine = {
  unit: 'image' | 'character' | 'second';
  /** "<size>/<quality>" of images; null of the others. */
  item: string | null;
  count: number;
  /** nano-USD for `priceIsFor` units. */
  priceNano: bigint;
  priceIsFor: bigint;
  /** What the provider charges us. */
  costNano: bigint;
  /** What the workspace is charged. */
  chargeNano: bigint;
};

export type UnitRating = { lines: UnitLine[]; costNano: bigint; chargeNano: bigint };

const BPS = 10_000n;

type Counted = Pick<UnitLine, 'unit' | 'item' | 'count' | 'priceIsFor'> & {
  priceNano: bigint | null | undefined;
};

function countedUnits(usage: UnitUsage, price: Price): Counted[] {
  const imageNano = new Map(Object.entries(price.imageNano ?? {}));
  const images = Object.entries(usage.images ?? {}).map(([item, count]): Counted => ({
    unit: 'image',
    item,
    count,
    priceNano: imageNano.get(item),
    priceIsFor: 1n,
  }));
  const { characters = 0, seconds = 0 } = usage;
  const { charactersNano, minuteNano } = price;
  return [
    ...images,
    {
      unit: 'character',
      item: null,
      count: characters,
      priceNano: charactersNano,
      priceIsFor: 1_000_000n,
    },
    { unit: 'second', item: null, count: seconds, priceNano: minuteNano, priceIsFor: 60n },
  ];
}

/**
 * Prices what a call used beside tokens, by the same rules as `rateUsage`: each line's cost and each line's
 * charge is rounded once, half to even, and the totals are the sums of the lines (SPEC §7). Seconds are priced
 * by the minute, characters by the million. What was not used has no line.
 *
 * @param markupBps added to provider cost in the charge; ignored where the funding is not charged.
 * @throws RangeError on a negative or broken count, and on what has no price: unpriced is uncallable.
 */
export function rateUnits({
  usage,
  price,
  markupBps,
  funding = 'postpaid',
}: {
  usage: UnitUsage;
  price: Price;
  markupBps: number;
  funding?: Funding;
}): UnitRating {
  const chargeBps = isCharged[funding] ? BPS + BigInt(markupBps) : 0n;
  const rating: UnitRating = { lines: [], costNano: 0n, chargeNano: 0n };
  for (const { priceNano, ...counted } of countedUnits(usage, price)) {
    const { unit, item, count, priceIsFor } = counted;
    if (count < 0) throw new RangeError(`less than no ${unit}`);
    if (count === 0) continue;
    if (priceNano === null || priceNano === undefined) {
      throw new RangeError(`no price for ${item === null ? `a ${unit}` : `an image of ${item}`}`);
    }
    const exact = BigInt(count) * priceNano;
    const costNano = divideHalfEven(exact, priceIsFor);
    const chargeNano = divideHalfEven(exact * chargeBps, priceIsFor * BPS);
    rating.lines.push({ ...counted, priceNano, costNano, chargeNano });
    rating.costNano += costNano;
    rating.chargeNano += chargeNano;
  }
  return rating;
}
