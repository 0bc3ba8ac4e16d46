import { LEAST_TOP_UP_CENTS, MOST_TOP_UP_CENTS } from '@geko/contracts/credit-packs';
import { NANO_PER_USD } from '@geko/contracts/usd';
import { parseDollars } from '../admin/dollars.ts';

const NANO_PER_CENT = NANO_PER_USD / 100n;

/** What was typed as dollars, in cents; null = not whole cents within the bounds, which are those of a top-up without any. */
export function topUpCents(
  text: string,
  { least = LEAST_TOP_UP_CENTS, most = MOST_TOP_UP_CENTS } = {},
): number | null {
  const nano = parseDollars(text);
  if (nano === null || nano % NANO_PER_CENT !== 0n) return null;
  const cents = nano / NANO_PER_CENT;
  return cents >= BigInt(least) && cents <= BigInt(most) ? Number(cents) : null;
}
