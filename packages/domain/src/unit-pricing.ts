import type { Funding, UnitUsage } from '@geko/contracts/meters';
import type { ModelKind } from '@geko/contracts/models';
import { type UnitName, unitNames } from '@geko/contracts/units';
import { divideHalfEven, FREE_PRICE, isCharged, type Price } from './pricing.ts';

/** How many of each unit, of whichever kind. */
export type UnitCounts = Readonly<Record<UnitName, number>>;

export type UnitLine = {
  unit: UnitName;
  count: number;
  /** nano-USD for `priceIsFor` of the unit. */
  priceNano: bigint;
  priceIsFor: number;
  /** What the provider charges us. */
  costNano: bigint;
  /** What the workspace is charged. */
  chargeNano: bigint;
};

type UnitPrice = Pick<UnitLine, 'priceNano' | 'priceIsFor'>;

const BPS = 10_000n;

/** How many of a unit its price in the book is for. */
const unitsPerPrice: Record<UnitName, number> = { images: 1, characters: 1_000_000, seconds: 60 };

/** Whether anything is counted that is not tokens. */
export function hasUnits(counts: UnitCounts): boolean {
  return unitNames.some((unit) => counts[unit] > 0);
}

/** What a price asks for a unit; null = the model has no such price: it cannot be called for it. */
export function unitPrice(
  price: Price,
  unit: UnitName,
  imageKind: string | null,
): UnitPrice | null {
  if (unit === 'images' && imageKind === null) return null;
  const isFree = price.version === FREE_PRICE.version;
  const priceNano = isFree ? 0n : bookedPrice(price, unit, imageKind ?? '');
  return priceNano === null ? null : { priceNano, priceIsFor: unitsPerPrice[unit] };
}

/** What a call of each kind of model is held and counted in; some of them are billed by tokens as well. */
const unitOfKind: Record<ModelKind, UnitName | 'tokens'> = {
  chat: 'tokens',
  embedding: 'tokens',
  image: 'images',
  speech: 'characters',
  transcription: 'seconds',
};

/** Whether calls of this kind can be rated by a price: what they make must stand in it, be it at nothing. */
export function isPricedFor(kind: ModelKind, price: Price): boolean {
  const unit = unitOfKind[kind];
  if (unit === 'images') return Object.keys(price.imageNano ?? {}).length > 0;
  return unit === 'tokens' || bookedPrice(price, unit, '') !== null;
}

function bookedPrice(price: Price, unit: UnitName, imageKind: string): bigint | null {
  switch (unit) {
    case 'images': {
      const kinds = new Map(Object.entries(price.imageNano ?? {}));
      return kinds.get(imageKind) ?? kinds.get('any') ?? null;
    }
    case 'characters':
      return price.charactersNano ?? null;
    case 'seconds':
      return price.minuteNano ?? null;
  }
}

/**
 * Prices what a call used beside tokens, by the same rules as `rateUsage`: each line's cost and each line's charge is
 * rounded once, half to even (SPEC §7). Seconds are priced by the minute, characters by the million. What was not used
 * has no line.
 *
 * @param markupBps added to provider cost in the charge; ignored where the funding is not charged.
 * @throws RangeError on a negative or broken count, and on what has no price: unpriced is uncallable.
 */
export function rateUnits({
  units,
  price,
  markupBps,
  funding = 'postpaid',
}: {
  units: UnitUsage;
  price: Price;
  markupBps: number;
  funding?: Funding;
}): UnitLine[] {
  const chargeBps = isCharged[funding] ? BPS + BigInt(markupBps) : 0n;
  return unitNames.flatMap((unit): UnitLine[] => {
    const count = units[unit];
    if (count < 0) throw new RangeError(`fewer than no ${unit}`);
    if (count === 0) return [];
    const found = unitPrice(price, unit, units.imageKind);
    if (found === null) {
      const kind = unit === 'images' ? ` of ${units.imageKind ?? 'no kind'}` : '';
      throw new RangeError(`no price for ${unit}${kind}`);
    }
    const exact = BigInt(count) * found.priceNano;
    const per = BigInt(found.priceIsFor);
    return [
      {
        unit,
        count,
        ...found,
        costNano: divideHalfEven(exact, per),
        chargeNano: divideHalfEven(exact * chargeBps, per * BPS),
      },
    ];
  });
}
