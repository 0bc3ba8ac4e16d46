/** One US dollar in nano-USD. All money in Geko is an integer number of nano-USD in a bigint. */
export const NANO_PER_USD = 1_000_000_000n;

/** Parses a decimal dollar amount such as "0.15" exactly; throws on more than nine decimals. */
export function parseUsd(decimal: string): bigint {
  const match = /^(-?)(\d+)(?:\.(\d{1,9}))?$/.exec(decimal);
  if (!match) throw new RangeError(`not a dollar amount with at most nine decimals: ${decimal}`);
  const [, sign = '', whole = '0', fraction = ''] = match;
  const nano = BigInt(whole) * NANO_PER_USD + BigInt(fraction.padEnd(9, '0'));
  return sign === '-' ? -nano : nano;
}

/** The exact decimal dollars of an amount, without a currency sign: 1500000n → "0.0015". */
export function usdDecimal(nano: bigint): string {
  const sign = nano < 0n ? '-' : '';
  const abs = nano < 0n ? -nano : nano;
  const fraction = (abs % NANO_PER_USD).toString().padStart(9, '0').replace(/0+$/, '');
  const whole = (abs / NANO_PER_USD).toString();
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * Dollars for people: at least two decimals, and as many more as the amount needs to show three
 * significant digits ("$12.34", "$0.00153"). Display only; never parse it back.
 */
export function formatUsd(nano: bigint): string {
  const [whole = '0', fraction = ''] = usdDecimal(nano < 0n ? -nano : nano).split('.');
  const leadingZeros = /^0*/.exec(fraction)?.[0].length ?? 0;
  const shown = whole === '0' ? Math.max(2, leadingZeros + 3) : 2;
  const text = `$${whole}.${fraction.slice(0, shown).padEnd(2, '0')}`;
  return nano < 0n ? `-${text}` : text;
}
