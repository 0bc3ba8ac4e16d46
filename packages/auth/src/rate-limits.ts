import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { AppError } from '@geko/contracts/errors';
import type { DbClient } from '@geko/db/client';
import { addressKey } from './address-key.ts';

type RateLimit = {
  /** Tries within the window; the next one is refused until the window, begun by the first, ends. */
  tries: number;
  windowSeconds: number;
  /** What is counted: everybody behind one network address, or one account or person. */
  by: 'address' | 'account';
};

/** Every rate limit there is. Plan limits are not here: they are money, these are manners. */
export const rateLimitTable = {
  loginByAddress: { tries: 30, windowSeconds: 15 * 60, by: 'address' },
  /** Counted before the password is looked at; a right one resets it, so these are failures. */
  loginByAccount: { tries: 10, windowSeconds: 15 * 60, by: 'account' },
  registerByAddress: { tries: 20, windowSeconds: 60 * 60, by: 'address' },
  /** Each may send a mail to the address that is asked for. */
  registerByAccount: { tries: 5, windowSeconds: 60 * 60, by: 'account' },
  /** Wrong codes of the second factor, also where it is set up or taken off. */
  secondFactor: { tries: 20, windowSeconds: 60 * 60, by: 'account' },
  /** Wrong passwords of somebody signed in who is asked for it again. */
  proofByAccount: { tries: 10, windowSeconds: 15 * 60, by: 'account' },
  resetByAddress: { tries: 20, windowSeconds: 60 * 60, by: 'address' },
  resetByAccount: { tries: 5, windowSeconds: 60 * 60, by: 'account' },
  /** Links of mails, looked at or used. A whole office may share an address. */
  verifyByAddress: { tries: 120, windowSeconds: 15 * 60, by: 'address' },
  /** Mails that a signed-in person has sent to an address: to confirm it, or to change to it. */
  verifyMailByAccount: { tries: 5, windowSeconds: 60 * 60, by: 'account' },
  /** Invitations, looked at or accepted. */
  invitationByAddress: { tries: 200, windowSeconds: 15 * 60, by: 'address' },
  mintTokenByUser: { tries: 60, windowSeconds: 60, by: 'account' },
  /** Trips to an identity provider and back. */
  oauthByAddress: { tries: 300, windowSeconds: 15 * 60, by: 'address' },
  createTenantByUser: { tries: 10, windowSeconds: 24 * 60 * 60, by: 'account' },
  /** Of one key, or of one person's access tokens. */
  callsByProgram: { tries: 600, windowSeconds: 60, by: 'account' },
  chatByUser: { tries: 120, windowSeconds: 60, by: 'account' },
  /** Operations, not requests: a batch of ten counts ten. */
  apiByUser: { tries: 1200, windowSeconds: 60, by: 'account' },
} as const satisfies Record<string, RateLimit>;

export type RateLimitName = keyof typeof rateLimitTable;

/** Those that a right answer resets. */
const resettable: ReadonlySet<RateLimitName> = new Set([
  'loginByAccount',
  'secondFactor',
  'proofByAccount',
]);

export type RateLimits = {
  /**
   * Counts a try (or several at once) of an address, an account or a person.
   * @throws AppError RATE_LIMITED with retryAfterSeconds. When the counters cannot be reached, their
   * error: nobody gets unlimited tries at a password because a table is away.
   */
  consume(name: RateLimitName, key: string, tries?: number): Promise<void>;
  /** Forgets the tries of a key, after a right password. */
  reset(name: RateLimitName, key: string): Promise<void>;
};

const MOST_KEY = 300;

/**
 * Counters in Postgres, shared by all replicas. scale multiplies every limit (default 1): browser and
 * load tests do from one address what a thousand people do from a thousand.
 */
export function createRateLimits(options: { pool: DbClient['pool']; scale?: number }): RateLimits {
  const store = createStore(options.pool);
  const limiters = Object.fromEntries(
    Object.entries(rateLimitTable).map(([name, limit]) => [
      name,
      createLimiter({ name: name as RateLimitName, limit, store, scale: options.scale ?? 1 }),
    ]),
  ) as Record<RateLimitName, RateLimiterPostgres>;
  const keyOf = (name: RateLimitName, key: string) =>
    (rateLimitTable[name].by === 'address' ? addressKey(key) : key).slice(0, MOST_KEY);
  return {
    async consume(name, key, tries = 1) {
      try {
        await limiters[name].consume(keyOf(name, key), tries);
      } catch (thrown) {
        if (!(thrown instanceof RateLimiterRes)) throw thrown;
        const retryAfterSeconds = Math.max(1, Math.ceil(thrown.msBeforeNext / 1000));
        throw new AppError('RATE_LIMITED', { retryAfterSeconds });
      }
    },
    async reset(name, key) {
      await limiters[name].delete(keyOf(name, key));
    },
  };
}

type Query = { text: string; values: unknown[] };
type Store = { query(query: Query): Promise<{ rows: unknown[]; rowCount: number | null }> };

/**
 * Our pool as the library wants it: `expire` as a number (the pool reads int8 as bigint), and no
 * named statements, which a transaction pooler such as PgBouncer does not carry over.
 */
function createStore(pool: DbClient['pool']): Store {
  return {
    async query({ text, values }) {
      const { rows, rowCount } = await pool.query<{ points: number; expire: bigint | null }>({
        text,
        values,
      });
      const read = rows.map(({ points, expire }) => ({
        points,
        expire: expire === null ? null : Number(expire),
      }));
      return { rows: read, rowCount };
    },
  };
}

function createLimiter(options: {
  name: RateLimitName;
  limit: RateLimit;
  store: Store;
  scale: number;
}): RateLimiterPostgres {
  const { name, limit, store, scale } = options;
  const points = Math.max(1, Math.round(limit.tries * scale));
  return new RateLimiterPostgres({
    storeClient: store,
    storeType: 'pool',
    tableName: 'rate_limits',
    keyPrefix: name,
    points,
    duration: limit.windowSeconds,
    // The application role owns nothing, so the library must not try to make its table; old rows
    // are the worker's to delete.
    tableCreated: true,
    clearExpiredByTimeout: false,
    // A key over its limit is refused from memory, without a write each time. Not one that is given
    // its tries back after a right answer: another replica may do so.
    inMemoryBlockOnConsumed: resettable.has(name) ? 0 : points,
  });
}
