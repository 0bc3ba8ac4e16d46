import type { Failure } from './failure.ts';
import type { GenerationEnd } from './generation.ts';
import type { KeyRing, NamedKey } from './keys.ts';

/** How many keys one call is tried with. */
const MOST_KEYS = 4;
const REST_MS = { rateLimited: 10_000, refused: 60_000, broken: 2_000 };
const MOST_REST_MS = 300_000;
/** The provider's no to the key itself, or to its account. */
const refusesKey = new Set([401, 402, 403]);

/**
 * Carries a call with one key after the other, as long as the provider accepts none of them: never again once it has
 * accepted the call, and not for what the caller did wrong. A key that was refused rests, as long as the provider says.
 * The end is the last one's, its times counted from the first; null = there is no key.
 */
export async function tryKeys<End extends GenerationEnd>(
  { ring, now, signal }: { ring: KeyRing; now: () => number; signal: AbortSignal },
  attempt: (key: NamedKey) => Promise<End>,
): Promise<End | null> {
  const beganAt = now();
  const tried = new Set<string>();
  let end: End | null = null;
  while (tried.size === 0 || (tried.size < MOST_KEYS && !signal.aborted)) {
    const key = ring.next(now(), tried);
    if (key === null) break;
    tried.add(key.alias);
    const waitedMs = now() - beganAt;
    end = later(await attempt(key), waitedMs);
    const restMs = end.failure === null ? 0 : restOf(end.failure);
    if (restMs > 0) ring.rest(key.alias, now() + restMs);
    if (restMs === 0 || end.hasStarted) break;
  }
  return end;
}

/** How long a key rests after a failure; 0 = another key would fare no better. */
function restOf({ kind, status, retryAfterMs }: Failure): number {
  switch (kind) {
    case 'rate_limited':
      return Math.min(retryAfterMs ?? REST_MS.rateLimited, MOST_REST_MS);
    case 'refused':
      if (status !== null && refusesKey.has(status)) return REST_MS.refused;
      return status !== null && status >= 500 ? REST_MS.broken : 0;
    case 'timeout':
    case 'reset':
    case 'bad_response':
    case 'error_part':
      return REST_MS.broken;
    case 'no_key':
      return 0;
  }
}

function later<End extends GenerationEnd>(end: End, waitedMs: number): End {
  const ms = Math.round(waitedMs);
  if (ms === 0) return end;
  const { timeToFirstTokenMs: first } = end;
  return {
    ...end,
    timeToFirstTokenMs: first === null ? null : first + ms,
    durationMs: end.durationMs + ms,
  };
}
