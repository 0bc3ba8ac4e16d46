import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { AppError } from '@geko/contracts/errors';
import {
  rateLimitNames,
  rateLimitTable,
  type RateOverrides,
  type RateState,
} from '@geko/contracts/rate-limits';
import { createTestDatabase } from '@geko/db/testing/test-database';
import { startFakeRedis } from '@geko/fake-redis/fake-redis';
import { findRedis, startRealRedis } from '@geko/fake-redis/real-redis';
import type { Counters } from './counters.ts';
import { createPostgresCounters } from './postgres-counters.ts';
import { createRateLimits, type RateLimits } from './rate-limits.ts';
import { createRedisCounters } from './redis-counters.ts';

/** Where operations are counted: what every replica of an installation asks. */
type Store = {
  /** As one more process would count there. */
  connect(): Counters;
  /** Ends the window of a counter. */
  endWindow(counter: string): Promise<void>;
  stop(): Promise<void>;
};

async function inPostgres(): Promise<Store> {
  const database = await createTestDatabase(inject('ownerUrl'));
  const { pool } = database;
  return {
    connect: () => createPostgresCounters(pool),
    endWindow: async (counter) => {
      await pool.query('update rate_limits set expire = 1 where key = $1', [counter]);
    },
    stop: () => database.drop(),
  };
}

function overRedis(url: string, stop: () => Promise<void>): Store {
  const open: ReturnType<typeof createRedisCounters>[] = [];
  return {
    connect: () => {
      const counters = createRedisCounters({ url, onError: () => undefined });
      open.push(counters);
      return counters;
    },
    endWindow: (counter) => counterGone(open[0], counter),
    stop: async () => {
      for (const each of open) each.close();
      await stop();
    },
  };
}

async function counterGone(counters: Counters | undefined, counter: string): Promise<void> {
  await counters?.forget(counter);
}

async function inFakeRedis(): Promise<Store> {
  const redis = await startFakeRedis();
  return overRedis(redis.url, () => redis.stop());
}

const program = findRedis();
if (program === null) {
  process.stderr.write(
    '\nSKIPPED: no redis-server or valkey-server (Debian: apt-get install redis-server)\n',
  );
}

async function inRealRedis(): Promise<Store> {
  const redis = await startRealRedis(program ?? '');
  return overRedis(redis.url, () => redis.stop());
}

const limiter = (counters: Counters, more: { scale?: number; overrides?: RateOverrides } = {}) =>
  createRateLimits({
    counters,
    scale: more.scale ?? 1,
    overrides: () => Promise.resolve(more.overrides ?? {}),
    log: { warn: () => undefined },
    now: () => performance.now(),
  });

/** How a try ended: 'allowed', or the error's code; any other error is thrown on. */
async function tryOnce(tried: Promise<unknown>): Promise<string> {
  try {
    await tried;
    return 'allowed';
  } catch (thrown) {
    if (thrown instanceof AppError) return thrown.code;
    throw thrown;
  }
}

const stores: { where: string; open: () => Promise<Store> }[] = [
  { where: 'Postgres', open: inPostgres },
  { where: 'a double of Redis', open: inFakeRedis },
  ...(program === null ? [] : [{ where: program, open: inRealRedis }]),
];

describe.each(stores)('counted in $where', ({ open }) => {
  let store: Store;
  let limits: RateLimits;
  beforeAll(async () => {
    store = await open();
    const counters = store.connect();
    limits = limiter(counters);
    await vi.waitFor(() => counters.count('here?', 1, 1_000), { timeout: 5_000 });
  });
  afterAll(() => store.stop());

  test.each(rateLimitNames)(
    '%s: the last allowed operation passes, the next is told how long to wait',
    async (name) => {
      const { by, operations, windowSeconds } = rateLimitTable[name];
      const key = by === 'address' ? `host-${name}` : randomUUID();
      const [first, last] = [
        await limits.consume(name, key, operations - 1),
        await limits.consume(name, key),
      ];
      expect(first).toMatchObject({ name, operations, windowSeconds, left: 1 });
      expect(last?.left).toBe(0);
      const refused: unknown = await limits.consume(name, key).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(AppError);
      const { code, details } = refused as AppError;
      expect(code).toBe('RATE_LIMITED');
      expect(details.retryAfterSeconds).toBeGreaterThan(windowSeconds - 5);
      expect(details.retryAfterSeconds).toBeLessThanOrEqual(windowSeconds);
      expect(details.rate).toMatchObject({ name, operations, left: 0 });
      expect((await limits.consume(name, 'somebody-else'))?.left).toBe(operations - 1);
    },
  );

  test('two hundred at once at a limit of fifty, on four replicas: exactly fifty pass', async () => {
    const overrides = { 'call.key': { operations: 50, windowSeconds: 60 } };
    const replicas = Array.from({ length: 4 }, () => store.connect());
    await Promise.all(
      replicas.map((each) => vi.waitFor(() => each.count('here?', 1, 1_000), { timeout: 5_000 })),
    );
    const key = randomUUID();
    const ends = await Promise.all(
      Array.from({ length: 200 }, (_, i) => {
        const [at = store.connect()] = replicas.slice(i % 4);
        return tryOnce(limiter(at, { overrides }).consume('call.key', key));
      }),
    );
    expect(ends.filter((end) => end === 'allowed')).toHaveLength(50);
    expect(ends.filter((end) => end === 'RATE_LIMITED')).toHaveLength(150);
  });

  test('a batch counts each of its operations, and one that is too large is refused whole', async () => {
    const key = randomUUID();
    const { operations } = rateLimitTable['read.session'];
    for (let left = operations - 10; left >= 0; left -= 10) {
      expect((await limits.consume('read.session', key, 10))?.left).toBe(left);
    }
    const other = randomUUID();
    await limits.consume('read.session', other, operations - 5);
    expect(await tryOnce(limits.consume('read.session', other, 10))).toBe('RATE_LIMITED');
  });

  test.each(['loginByAccount', 'secondFactor', 'proofByAccount'] as const)(
    'a reset of %s by one replica gives all tries back, known to the others at once',
    async (name) => {
      const other = limiter(store.connect());
      const key = randomUUID();
      await vi.waitFor(() => other.consume(name, 'here?'), { timeout: 5_000 });
      for (let round = 0; round < 2; round += 1) {
        await limits.consume(name, key, rateLimitTable[name].operations);
        expect(await tryOnce(limits.consume(name, key))).toBe('RATE_LIMITED');
        expect(await tryOnce(other.consume(name, key))).toBe('RATE_LIMITED');
        await other.reset(name, key);
        expect(await tryOnce(limits.consume(name, key, 1))).toBe('allowed');
        await limits.reset(name, key);
      }
    },
  );

  test('a window that is over counts no more', async () => {
    const counters = store.connect();
    await vi.waitFor(() => counters.count('here?', 1, 1_000), { timeout: 5_000 });
    const { operations } = rateLimitTable.registerByAddress;
    await limits.consume('registerByAddress', '10.0.0.9', operations);
    expect(await tryOnce(limiter(counters).consume('registerByAddress', '10.0.0.9'))).toBe(
      'RATE_LIMITED',
    );
    await store.endWindow('registerByAddress:10.0.0.9');
    expect((await limiter(counters).consume('registerByAddress', '10.0.0.9'))?.left).toBe(
      operations - 1,
    );
  });

  test('windows end by themselves, and begin with the next operation', async () => {
    const overrides = { 'call.key': { operations: 2, windowSeconds: 1 } };
    const quick = limiter(store.connect(), { overrides });
    await vi.waitFor(() => quick.consume('stranger.address', 'here?'), { timeout: 5_000 });
    const key = randomUUID();
    await quick.consume('call.key', key, 2);
    expect(await tryOnce(quick.consume('call.key', key))).toBe('RATE_LIMITED');
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await quick.consume('call.key', key))?.left).toBe(1);
  });

  test('a shorter window of a new configuration holds at once, and a larger rate is not kept waiting', async () => {
    const counters = store.connect();
    await vi.waitFor(() => counters.count('here?', 1, 1_000), { timeout: 5_000 });
    const key = randomUUID();
    let overrides: RateOverrides = { 'call.key': { operations: 2, windowSeconds: 3600 } };
    const changing = createRateLimits({
      counters,
      overrides: () => Promise.resolve(overrides),
      log: { warn: () => undefined },
      now: () => performance.now(),
    });
    expect(await tryOnce(changing.consume('call.key', key, 3))).toBe('RATE_LIMITED');
    overrides = { 'call.key': { operations: 9, windowSeconds: 30 } };
    const state = await changing.consume('call.key', key);
    expect(state).toMatchObject({ operations: 9, windowSeconds: 30, left: 5 });
    expect(state?.resetSeconds).toBeLessThanOrEqual(30);
  });

  test('addresses of one IPv6 customer count together', async () => {
    const states: (RateState | null)[] = [];
    for (const address of ['2001:db8:7:7::1', '2001:db8:7:7::2', '2001:db8:7:7:aaaa::1']) {
      states.push(await limits.consume('stranger.address', address));
    }
    expect(states.map((state) => state?.left)).toEqual([119, 118, 117]);
    expect((await limits.consume('stranger.address', '2001:db8:7:8::1'))?.left).toBe(119);
  });

  test('over the limit nothing more is written', async () => {
    const counters = store.connect();
    await vi.waitFor(() => counters.count('here?', 1, 1_000), { timeout: 5_000 });
    const count = vi.spyOn(counters, 'count');
    const own = limiter(counters);
    const key = randomUUID();
    expect(await tryOnce(own.consume('message.session', key, 121))).toBe('RATE_LIMITED');
    for (let n = 0; n < 50; n += 1)
      expect(await tryOnce(own.consume('message.session', key))).toBe('RATE_LIMITED');
    expect(count).toHaveBeenCalledTimes(1);
  });

  test('scale multiplies every limit', async () => {
    const counters = store.connect();
    await vi.waitFor(() => counters.count('here?', 1, 1_000), { timeout: 5_000 });
    const wide = limiter(counters, { scale: 3 });
    const key = randomUUID();
    await wide.consume('loginByAccount', key, 30);
    expect(await tryOnce(wide.consume('loginByAccount', key))).toBe('RATE_LIMITED');
  });
});
