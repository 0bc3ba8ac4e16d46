import type { RateState } from '@geko/contracts/rate-limits';

/**
 * Where a caller stands with the rate limit that counted them, as draft-ietf-httpapi-ratelimit-headers-10 spells it: the
 * operations left (r) and the seconds until the window ends (t), of so many (q) in a window (w). Nothing for null.
 */
export function rateHeaders(state: RateState | null): Record<string, string> {
  if (state === null) return {};
  const { name, operations, windowSeconds, left, resetSeconds } = state;
  return {
    'ratelimit-policy': `"${name}";q=${operations};w=${windowSeconds}`,
    ratelimit: `"${name}";r=${left};t=${resetSeconds}`,
  };
}

/** The same in the headers that OpenAI's clients look for. */
export function openAIRateHeaders(state: RateState | null): Record<string, string> {
  if (state === null) return {};
  const { operations, left, resetSeconds } = state;
  return {
    'x-ratelimit-limit-requests': String(operations),
    'x-ratelimit-remaining-requests': String(left),
    'x-ratelimit-reset-requests': goDuration(resetSeconds),
  };
}

/** Seconds as OpenAI writes them: 59s, 6m0s, 1h0m0s. */
function goDuration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  const rest = `${seconds % 60}s`;
  if (hours > 0) return `${hours}h${minutes}m${rest}`;
  return minutes > 0 ? `${minutes}m${rest}` : rest;
}
