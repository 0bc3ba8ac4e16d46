import type { Verdict } from './breaker.ts';
import type { Failure } from './failure.ts';
import type { GenerationEnd } from './generation.ts';
import type { RestReason } from './pool-key.ts';

/** How long a key rests whose provider does not say how long; the last is the longest that it may say. */
const REST_MS = { rateLimited: 5_000, refused: 60_000, longest: 300_000 };
/** The provider's no to the key itself, or to its account. */
const refusesKey = new Set([401, 402, 403]);

/** For how long a key is left alone after a failure, and why; null = it need not be. */
export function restAfter({
  kind,
  status,
  retryAfterMs,
}: Failure): { reason: RestReason; restMs: number } | null {
  if (kind === 'rate_limited') {
    const restMs = Math.min(retryAfterMs ?? REST_MS.rateLimited, REST_MS.longest);
    return { reason: 'rate_limited', restMs };
  }
  const isRefused = kind === 'refused' && status !== null && refusesKey.has(status);
  return isRefused ? { reason: 'refused', restMs: REST_MS.refused } : null;
}

/** Whether the provider, reached by this key, is broken; what it refuses in so many words it has understood. */
export function verdictOf({ hasStarted, outcome, failure }: GenerationEnd): Verdict {
  if (hasStarted) return 'well';
  if (outcome === 'stopped') return 'unknown';
  return failure !== null && isBroken(failure) ? 'broken' : 'well';
}

/** Whether the same call may fare better with another key, or another model. */
export function isWorthAnother(failure: Failure): boolean {
  return isBroken(failure) || restAfter(failure) !== null;
}

function isBroken({ kind, status }: Failure): boolean {
  switch (kind) {
    case 'timeout':
    case 'reset':
    case 'bad_response':
    case 'error_part':
      return true;
    case 'refused':
      return status !== null && status >= 500;
    case 'rate_limited':
    case 'no_key':
      return false;
  }
}
