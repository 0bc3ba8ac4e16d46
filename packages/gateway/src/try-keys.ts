import type { ProviderId } from '@geko/contracts/models';
import { type Failure, makeFailure } from './failure.ts';
import type { GenerationEnd } from './generation.ts';
import { isWorthAnother } from './judge-key.ts';
import type { KeyPool } from './key-pool.ts';
import type { PoolKey } from './pool-key.ts';

/** How many keys one call is tried with. */
const MOST_KEYS = 4;

/** No provider was asked: there is no key, or none that takes a call now. */
export type NotAsked = { failure: Failure };

/**
 * Carries a call with one key after the other, as long as the provider accepts none of them: never again once it has
 * accepted the call, and not for what the caller did wrong. The end is the last one's, its times counted from the first.
 */
export async function tryKeys<End extends GenerationEnd>(
  {
    pool,
    provider,
    now,
    signal,
  }: { pool: KeyPool; provider: ProviderId; now: () => number; signal: AbortSignal },
  attempt: (key: PoolKey, signal: AbortSignal, onSign: () => void) => Promise<End>,
): Promise<End | NotAsked> {
  const beganAt = now();
  const tried = new Set<string>();
  let end: End | null = null;
  while (tried.size === 0 || (tried.size < MOST_KEYS && !signal.aborted)) {
    const pick = pool.pick(provider, tried);
    if (pick === null || 'waitMs' in pick) {
      return end ?? { failure: lackOf(provider, pick?.waitMs ?? null) };
    }
    const { key } = pick;
    tried.add(key.alias);
    const waitedMs = now() - beganAt;
    end = later(
      await pool.carry(key, signal, (cut, onSign) => attempt(key, cut, onSign)),
      waitedMs,
    );
    if (end.hasStarted || end.failure === null || !isWorthAnother(end.failure)) return end;
  }
  return end ?? { failure: lackOf(provider, null) };
}

/** waitMs: when one of its keys takes calls again; null = it has none. */
function lackOf(provider: ProviderId, waitMs: number | null): Failure {
  return waitMs === null
    ? makeFailure('no_key', null, `no key for ${provider}`)
    : makeFailure('no_key', null, `every key of ${provider} rests`, waitMs);
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
