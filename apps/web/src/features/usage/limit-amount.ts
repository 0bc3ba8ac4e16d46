import type { Meter } from '@geko/contracts/meters';
import type { Format } from '../../lib/create-format.ts';

/** An amount of a limit as a person reads it: nano-USD of spending as money, tokens and requests as figures. */
export function limitAmount(
  meter: Meter,
  amount: number,
  format: Pick<Format, 'nano' | 'count'>,
): string {
  // Caps and what is counted against them are whole numbers below 2^53, so that BigInt takes them exactly.
  return meter === 'charge' ? format.nano(BigInt(amount).toString()) : format.count(amount);
}
