import { AppError } from '@geko/contracts/errors';
import {
  type Rate,
  rateLimitTable,
  type RateLimitName,
  type RateOverrides,
  type RateState,
} from '@geko/contracts/rate-limits';
import { addressKey } from './address-key.ts';
import type { Counters } from './counters.ts';

export type RateLimits = {
  /**
   * Counts an operation (or several at once) of an address, an account or a person, and tells where they stand; null = the
   * counters are away, and this limit guards nothing that must not go on without them.
   * @throws AppError RATE_LIMITED with retryAfterSeconds; UNAVAILABLE when the counters cannot be reached: nobody gets
   * unlimited tries at a password, or at money, because a table is away.
   */
  consume(name: RateLimitName, key: string, operations?: number): Promise<RateState | null>;
  /**
   * Where a statement that does more besides counts an operation of a limit (the key's name put behind the prefix), for
   * `judge`; null = the counters are not in the database. key: null = it is not known yet.
   * @throws AppError RATE_LIMITED for a key that is known to be over it
   */
  windowInDatabase(
    name: RateLimitName,
    key: string | null,
  ): Promise<{ prefix: string; windowMs: number } | null>;
  /**
   * What an operation comes to that was counted there.
   * @throws AppError RATE_LIMITED
   */
  judge(name: RateLimitName, key: string, found: Counted): Promise<RateState>;
  /** Forgets the tries of a key, after a right password. Where the counters are away, they stay counted. */
  reset(name: RateLimitName, key: string): Promise<void>;
};

type Counted = { counted: number; resetsInMs: number };

type Options = {
  counters: Counters;
  /** Whether they are those of system.count_operations. */
  isInDatabase?: boolean;
  /** Rates other than the table's, as they are now. */
  overrides?: () => Promise<RateOverrides>;
  /** Multiplies every limit (default 1): browser and load tests do from one address what a thousand people do from a thousand. */
  scale?: number;
  log: { warn(facts: object, message: string): void };
  /** A clock that only goes forward, in milliseconds. */
  now: () => number;
};

const MOST_KEY = 300;
/** Keys over their limit that are remembered here; beyond that the oldest are asked about again. */
const MOST_BLOCKED = 10_000;
const AWAY_RETRY_SECONDS = 2;
const WARN_EVERY_MS = 10_000;

/** The limiter over counters that all replicas share. */
export function createRateLimits(options: Options): RateLimits {
  const {
    counters,
    overrides = () => Promise.resolve<RateOverrides>({}),
    isInDatabase = false,
    scale = 1,
    log,
    now,
  } = options;
  /** Keys over their limit, refused from memory, without a write each time; until when, by `now`. */
  const blocked = new Map<string, number>();
  let warnedAt = -Infinity;

  const rateOf = async (name: RateLimitName) => {
    const rate = (await overrides())[name] ?? rateLimitTable[name];
    return { ...rate, operations: Math.max(1, Math.round(rate.operations * scale)) };
  };
  const refuse = (state: RateState): never => {
    throw new AppError('RATE_LIMITED', { retryAfterSeconds: state.resetSeconds, rate: state });
  };
  const goneAway = (error: unknown): void => {
    if (now() - warnedAt < WARN_EVERY_MS) return;
    warnedAt = now();
    log.warn({ error }, 'the counters of rate limits cannot be reached');
  };
  /** What an operation comes to while the counters are away. */
  const without = (name: RateLimitName, cause: unknown): null => {
    if (rateLimitTable[name].guards === 'reads') return null;
    throw new AppError('UNAVAILABLE', {
      retryAfterSeconds: AWAY_RETRY_SECONDS,
      remedies: [{ kind: 'retry' }],
      cause,
    });
  };
  const remember = (key: string, untilMs: number): void => {
    const [oldest] = blocked.keys();
    if (blocked.size >= MOST_BLOCKED && oldest !== undefined) blocked.delete(oldest);
    blocked.set(key, untilMs);
  };
  const stateOf = (
    name: RateLimitName,
    { operations, windowSeconds }: Rate,
    { left, resetsInMs }: { left: number; resetsInMs: number },
  ): RateState => ({
    name,
    operations,
    windowSeconds,
    left,
    resetSeconds: Math.max(1, Math.ceil(resetsInMs / 1000)),
  });
  /** By the rate as well: whoever is given a larger one need not wait. */
  const blockOf = (name: RateLimitName, key: string, { operations, windowSeconds }: Rate) =>
    `${counterOf(name, key)}=${operations}/${windowSeconds}`;
  const refuseBlocked = (name: RateLimitName, key: string, rate: Rate): void => {
    const block = blockOf(name, key, rate);
    const blockedFor = (blocked.get(block) ?? -Infinity) - now();
    if (blockedFor > 0) refuse(stateOf(name, rate, { left: 0, resetsInMs: blockedFor }));
    blocked.delete(block);
  };
  const stand = (
    name: RateLimitName,
    key: string,
    rate: Rate,
    { counted, resetsInMs }: Counted,
  ): RateState => {
    const left = Math.max(0, rate.operations - counted);
    const state = stateOf(name, rate, { left, resetsInMs });
    if (counted <= rate.operations) return state;
    // Not one that is given its tries back after a right answer: another replica may do so.
    if (!rateLimitTable[name].isReset) remember(blockOf(name, key, rate), now() + resetsInMs);
    return refuse(state);
  };
  return {
    async consume(name, key, operations = 1) {
      const rate = await rateOf(name);
      refuseBlocked(name, key, rate);
      let found: Counted;
      try {
        found = await counters.count(counterOf(name, key), operations, rate.windowSeconds * 1000);
      } catch (error) {
        goneAway(error);
        return without(name, error);
      }
      return stand(name, key, rate, found);
    },
    async windowInDatabase(name, key) {
      if (!isInDatabase) return null;
      const rate = await rateOf(name);
      if (key !== null) refuseBlocked(name, key, rate);
      return { prefix: counterOf(name, ''), windowMs: rate.windowSeconds * 1000 };
    },
    async judge(name, key, found) {
      return stand(name, key, await rateOf(name), found);
    },
    async reset(name, key) {
      await counters.forget(counterOf(name, key)).catch(goneAway);
    },
  };
}

/** The counter of somebody: addresses of one customer count together, and nothing that a caller sends makes it long. */
function counterOf(name: RateLimitName, key: string): string {
  const whose = rateLimitTable[name].by === 'address' ? addressKey(key) : key;
  return `${name}:${whose.slice(0, MOST_KEY)}`;
}
