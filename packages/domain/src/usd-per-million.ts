/** Nine million dollars, for a million tokens: what a price can be as an exact number on the wire. */
const LARGEST_NANO = 9_000_000_000_000_000n;
const NANO_DECIMALS = 9;
/** No price has more digits; a number may be written with a thousand. */
const MOST_DIGITS = 60;

const decimalPattern = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * The nano-USD of a price in decimal dollars, exactly: "0.15", "1.50", "7.5E-2". Price lists say it per
 * million tokens, as the price book does.
 *
 * @throws RangeError on anything else than a decimal number, on more than nine decimals (a price is never
 * rounded) and on an absurdly large one. Negative prices are read, so that they can be refused by name.
 */
export function parseUsdPerMillion(decimal: string): bigint {
  const match = decimalPattern.exec(decimal);
  if (!match || decimal.length > MOST_DIGITS) {
    throw new RangeError(`not a decimal number: ${decimal.slice(0, MOST_DIGITS)}`);
  }
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  const unpadded = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = unpadded.replace(/0+$/, '');
  // The number is digits × 10^shift nano-USD.
  const shift =
    Number(exponent) - fraction.length + NANO_DECIMALS + unpadded.length - digits.length;
  if (digits === '') return 0n;
  if (shift < 0) throw new RangeError(`more than nine decimals: ${decimal}`);
  if (digits.length + shift > MOST_DIGITS) throw new RangeError(`too large a price: ${decimal}`);
  const nano = BigInt(digits) * 10n ** BigInt(shift);
  if (nano > LARGEST_NANO) throw new RangeError(`too large a price: ${decimal}`);
  return sign === '-' ? -nano : nano;
}
