import { LEAST_TOP_UP_CENTS, MOST_TOP_UP_CENTS } from '@geko/contracts/credit-packs';
import { NANO_PER_USD } from '@geko/contracts/usd';
import { parseDollars } from '../admin/dollars.ts';

const NANO_PER_CENT = NANO_PER_USD / 100n;

/** What was typed as dollars, in cents; null = not an amount of whole cents that can be bought. */
export function topUpCents(text: string): number | null {
  const nano = parseDollars(text);
  if (nano === null || nano % NANO_PER_CENT !== 0n) return null;
  const cents = nano / NANO_PER_CENT;
  return cents >= BigInt(LEAST_TOP_UP_CENTS) && cents <= BigInt(MOST_TOP_UP_CENTS)
    ? Number(cents)
    : null;
}
