import type { ProviderId } from '@geko/contracts/models';
import { Breaker, type BreakerSettings, type Verdict } from './breaker.ts';
import { makeFailure } from './failure.ts';
import type { GenerationEnd } from './generation.ts';
import { restAfter, verdictOf } from './judge-key.ts';
import type { BreakerState, KeyHealth, PoolKey, PoolNews, RestReason } from './pool-key.ts';
import { withoutSecret } from './scrub.ts';
import { createSmoothRobin } from './smooth-robin.ts';

export type PoolSettings = { key: BreakerSettings; provider: BreakerSettings };

/** As it ships. A provider's opens later than that of one of its keys. */
export const POOL_SETTINGS: PoolSettings = {
  key: { failures: 5, halfOpenAfterMs: 15_000 },
  provider: { failures: 10, halfOpenAfterMs: 15_000 },
};

/** The key to call with; or how long none will take a call; null = there is none (left). */
export type Pick = { key: PoolKey } | { waitMs: number } | null;

export type KeyPool = {
  /** The keys as they are from now on, and the providers that are switched off. What runs goes on, but by keys that are cut. */
  replace(keys: readonly PoolKey[], off: ReadonlySet<ProviderId>): void;
  /** How many of a provider's keys take calls, be they resting. */
  count(provider: ProviderId): number;
  /** Whether a provider takes a call now, by one of its keys: neither is broken, nor told to wait. */
  isReady(provider: ProviderId): boolean;
  /** Whether a provider is reached at its own address by each of its keys, and not at one that somebody has set. */
  isAtOwnAddress(provider: ProviderId): boolean;
  /** The next key in turn that is well and was not tried. */
  pick(provider: ProviderId, tried: ReadonlySet<string>): Pick;
  /** Carries an attempt with a key, and learns from how it goes. onSign: the provider has begun to answer. */
  carry<End extends GenerationEnd>(
    key: PoolKey,
    signal: AbortSignal,
    attempt: (signal: AbortSignal, onSign: () => void) => Promise<End>,
  ): Promise<End>;
  /** What another process has learned. */
  hear(news: PoolNews): void;
  /** Who is told what this one learns. */
  onNews(listener: (news: PoolNews) => void): void;
  health(alias: string): KeyHealth;
  breakerOf(provider: ProviderId): BreakerState;
};

type Kept = {
  key: PoolKey;
  breaker: Breaker;
  rest: { reason: RestReason; untilMs: number } | null;
  running: Set<AbortController>;
};

/** The keys of this process, in memory: which is next, and how each of them is. epochMs: milliseconds of the epoch. */
export function createKeyPool({
  epochMs,
  settings = POOL_SETTINGS,
}: {
  epochMs: () => number;
  settings?: PoolSettings;
}): KeyPool {
  const kept = new Map<string, Kept>();
  const providers = new Map<ProviderId, Breaker>();
  const nextInTurn = createSmoothRobin();
  let off: ReadonlySet<ProviderId> = new Set();
  let tell: (news: PoolNews) => void = () => undefined;

  const breaker = (name: string, its: BreakerSettings) =>
    new Breaker(its, (state, openedAtMs) =>
      tell(state === 'broken' ? { kind: 'broken', name, openedAtMs } : { kind: 'mended', name }),
    );
  const providerBreaker = (id: ProviderId): Breaker => {
    const known = providers.get(id) ?? breaker(id, settings.provider);
    providers.set(id, known);
    return known;
  };
  const openKeys = (id: ProviderId): Kept[] =>
    off.has(id)
      ? []
      : [...kept.values()].filter(({ key }) => key.provider === id && key.mode === 'open');
  const waitOf = ({ rest, breaker: its }: Kept): number =>
    Math.max(rest === null ? 0 : rest.untilMs - epochMs(), its.waitMs(epochMs()));
  const named = (name: string): Breaker | undefined =>
    kept.get(name)?.breaker ?? providers.get(name as ProviderId);

  return {
    replace(keys, offNow) {
      off = offNow;
      const aliases = new Set(keys.map(({ alias }) => alias));
      for (const key of keys) {
        const known = kept.get(key.alias);
        const isSame = known && known.key.key === key.key && known.key.baseUrl === key.baseUrl;
        // A key object that did not change is kept: what was made with it is found by it.
        if (isSame && known.key.weight === key.weight && known.key.mode === key.mode) continue;
        kept.set(key.alias, {
          key: isSame ? Object.assign(known.key, key) : key,
          breaker: isSame ? known.breaker : breaker(key.alias, settings.key),
          rest: isSame ? known.rest : null,
          running: known?.running ?? new Set(),
        });
      }
      for (const [alias, { key, running }] of kept) {
        if (!aliases.has(alias)) kept.delete(alias);
        if (!aliases.has(alias) || key.mode === 'cut') for (const call of running) call.abort();
      }
    },
    count: (id) => openKeys(id).length,
    isReady: (id) =>
      providerBreaker(id).waitMs(epochMs()) === 0 && openKeys(id).some((one) => waitOf(one) === 0),
    isAtOwnAddress: (id) => openKeys(id).every(({ key }) => key.baseUrl === null),
    pick(id, tried) {
      const others = openKeys(id).filter(({ key }) => !tried.has(key.alias));
      if (others.length === 0) return null;
      const away = providerBreaker(id).waitMs(epochMs());
      if (away > 0) return { waitMs: away };
      const key = nextInTurn(others.filter((one) => waitOf(one) === 0).map((one) => one.key));
      return key ? { key } : { waitMs: Math.min(...others.map(waitOf)) };
    },
    async carry(key, signal, attempt) {
      const call = new AbortController();
      const its = kept.get(key.alias);
      its?.running.add(call);
      const sign = Promise.withResolvers<Verdict>();
      const ended = attempt(AbortSignal.any([signal, call.signal]), () =>
        sign.resolve('well'),
      ).then((end) => (call.signal.aborted && !signal.aborted ? cutOff(end) : end));
      const verdict = Promise.race([sign.promise, ended.then(verdictOf, () => 'unknown' as const)]);
      void its?.breaker.watch(verdict);
      void providerBreaker(key.provider).watch(verdict);
      try {
        const end = withoutKey(await ended, key);
        const rest = end.failure && restAfter(end.failure);
        if (its && rest) {
          its.rest = { reason: rest.reason, untilMs: epochMs() + rest.restMs };
          tell({ kind: 'rest', alias: key.alias, ...its.rest });
        }
        return end;
      } finally {
        its?.running.delete(call);
      }
    },
    hear(news) {
      if (news.kind === 'rest') {
        const its = kept.get(news.alias);
        if (its) its.rest = { reason: news.reason, untilMs: news.untilMs };
        return;
      }
      if (news.kind === 'broken') {
        named(news.name)?.hearBroken(news.openedAtMs);
        return;
      }
      named(news.name)?.hearMended();
      const its = kept.get(news.name);
      if (its) its.rest = null;
    },
    onNews(listener) {
      tell = listener;
    },
    health(alias) {
      const its = kept.get(alias);
      const rests = its?.rest && its.rest.untilMs > epochMs() ? its.rest : null;
      return {
        running: its?.running.size ?? 0,
        rest: rests,
        breaker: its?.breaker.state ?? 'closed',
      };
    },
    breakerOf: (id) => providers.get(id)?.state ?? 'closed',
  };
}

/** A provider may repeat the key that it was called with. */
function withoutKey<End extends GenerationEnd>(end: End, { key }: PoolKey): End {
  const { failure } = end;
  if (failure === null) return end;
  return { ...end, failure: { ...failure, logMessage: withoutSecret(failure.logMessage, key) } };
}

/** Its key was cut while it ran: not the caller's stop, but a failure, after which another key may be tried. */
function cutOff<End extends GenerationEnd>(end: End): End {
  if (end.outcome !== 'stopped') return end;
  return {
    ...end,
    outcome: 'failed',
    hasDelivered: end.counted.outputTokens > 0,
    failure: makeFailure('reset', null, 'its key was disabled'),
  };
}
