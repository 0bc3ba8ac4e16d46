import { parseUsd } from '@geko/contracts/usd';

/** What was typed as dollars, in nano-USD; null = no amount. */
export function parseDollars(text: string): bigint | null {
  try {
    return parseUsd(text.trim().replace(/^\$/, ''));
  } catch {
    return null;
  }
}
