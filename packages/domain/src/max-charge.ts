import { NO_UNITS, type UnitUsage } from '@geko/contracts/meters';
import { unitNames } from '@geko/contracts/units';
import type { Price } from './pricing.ts';
import { unitPrice } from './unit-pricing.ts';

const BPS = 10_000n;
/** Basis points of a whole, times the tokens that a price is for. */
const CHARGE_SCALE = BPS * 1_000_000n;

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}

function dearest(prices: readonly (bigint | null)[]): bigint {
  return prices.reduce<bigint>(
    (most, price) => (price !== null && price > most ? price : most),
    0n,
  );
}

/** Each unit that is asked for at its price and markup, rounded up: no fewer of it are charged more. */
function mostOfUnits(units: UnitUsage, price: Price, bps: bigint): bigint {
  return unitNames.reduce((sum, unit) => {
    if (units[unit] === 0) return sum;
    const found = unitPrice(price, unit, units.imageKind);
    if (found === null) throw new RangeError(`no price for ${unit}`);
    const exact = BigInt(units[unit]) * found.priceNano * bps;
    return sum + divideUp(exact, BigInt(found.priceIsFor) * BPS);
  }, 0n);
}

/**
 * The most that a call can be charged which takes no more than the counted input, whatever it turns out to
 * consist of, no more than the units asked for, and at most `n` tokens of output: `fixedNano + n * perOutputNano`. What
 * a hold sets aside.
 *
 * It is of the dearest class of input and of output, at the dearest of all prices that the call may come
 * under. On top come roundings: of the output they are within `perOutputNano`, which is rounded up for a
 * single token; of the input, three lines of which are rounded by at most a half each, one nano-USD.
 *
 * @param inputTokens counted input, of every class together.
 * @param markupBps added to provider cost.
 * @param units what it makes or takes beside tokens, at most.
 * @param isCharged false = the call costs its workspace nothing.
 * @throws RangeError on a unit that has no price.
 */
export function maxCharge({
  price,
  markupBps,
  inputTokens,
  units = NO_UNITS,
  isCharged,
}: {
  price: Price;
  markupBps: number;
  inputTokens: number;
  units?: UnitUsage;
  isCharged: boolean;
}): { fixedNano: bigint; perOutputNano: bigint } {
  if (!isCharged) return { fixedNano: 0n, perOutputNano: 0n };
  const bps = BPS + BigInt(markupBps);
  const within = [price, ...price.tiers.filter((tier) => tier.aboveInputTokens < inputTokens)];
  const inputNano = dearest(
    within.flatMap((prices) => [prices.inputNano, prices.cachedInputNano, prices.cacheWriteNano]),
  );
  const outputNano = dearest(within.flatMap((prices) => [prices.outputNano, prices.reasoningNano]));
  const tokens = BigInt(inputTokens);
  const ofAll = divideUp(tokens * inputNano * bps, CHARGE_SCALE) + 1n;
  const ofEach = tokens * divideUp(inputNano * bps, CHARGE_SCALE);
  return {
    fixedNano: (ofAll < ofEach ? ofAll : ofEach) + mostOfUnits(units, price, bps),
    perOutputNano: divideUp(outputNano * bps, CHARGE_SCALE),
  };
}
