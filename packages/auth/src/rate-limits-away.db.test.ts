import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { AppError } from '@geko/contracts/errors';
import { rateLimitNames, rateLimitTable } from '@geko/contracts/rate-limits';
import { createDb } from '@geko/db/client';
import { createTestDatabase, type TestDatabase } from '@geko/db/testing/test-database';
import { startFakeRedis } from '@geko/fake-redis/fake-redis';
import { createPostgresCounters } from './postgres-counters.ts';
import { createRateLimits, type RateLimits } from './rate-limits.ts';
import { createRedisCounters } from './redis-counters.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(inject('ownerUrl'));
});
afterAll(() => database.drop());

const quiet = { log: { warn: () => undefined }, now: () => performance.now() };

/** Names that refuse when nothing can be counted, and those that let through. */
async function endsOf(limits: RateLimits) {
  const ends = await Promise.all(
    rateLimitNames.map(async (name) => {
      const thrown: unknown = await limits
        .consume(name, randomUUID())
        .catch((error: unknown) => error);
      if (thrown === null) return { name, end: 'open' };
      expect(thrown).toBeInstanceOf(AppError);
      const { code, details } = thrown as AppError;
      expect(code).toBe('UNAVAILABLE');
      expect(details.retryAfterSeconds).toBeGreaterThan(0);
      return { name, end: 'closed' };
    }),
  );
  const named = (end: string) => ends.filter((each) => each.end === end).map(({ name }) => name);
  return { open: named('open'), closed: named('closed') };
}

const mustClose = rateLimitNames.filter((name) => rateLimitTable[name].guards !== 'reads');
const mayOpen = ['read.session', 'read.token', 'read.key'];

test('only reads go on without counters', () => {
  expect(rateLimitNames.filter((name) => !mustClose.includes(name))).toEqual(mayOpen);
});

test('a database that is away: money and sign-in are closed, reading is open', async () => {
  const url = new URL(database.appUrl);
  url.port = '1';
  const away = createDb({ appUrl: url.href, maxConnections: 1, onError: () => undefined });
  const warn = vi.fn<(facts: object, message: string) => void>();
  const limits = createRateLimits({
    counters: createPostgresCounters(away.pool),
    log: { warn },
    now: () => performance.now(),
  });
  expect(await endsOf(limits)).toEqual({ open: mayOpen, closed: mustClose });
  // However many there were.
  expect(warn).toHaveBeenCalledTimes(1);
  await limits.reset('loginByAccount', 'ada@example.com');
  await away.close();
});

describe('Redis', () => {
  let redis: Awaited<ReturnType<typeof startFakeRedis>>;
  let counters: ReturnType<typeof createRedisCounters>;
  let limits: RateLimits;
  beforeAll(async () => {
    redis = await startFakeRedis();
    counters = createRedisCounters({ url: redis.url, timeoutMs: 100, onError: () => undefined });
    limits = createRateLimits({ counters, ...quiet });
    await back();
  });
  afterEach(async () => {
    redis.fail('none');
    await back();
  });
  afterAll(async () => {
    counters.close();
    await redis.stop();
  });
  const back = () => vi.waitFor(() => counters.count('here?', 1, 1_000), { timeout: 5_000 });

  test.each([
    ['silent', 'silent' as const],
    ['slower than we wait', { slowMs: 400 }],
    ['breaking connections off', 'reset' as const],
  ])(
    '%s: money and sign-in are closed, reading is open, and it heals by itself',
    async (_, fault) => {
      redis.fail(fault);
      const begun = performance.now();
      expect(await endsOf(limits)).toEqual({ open: mayOpen, closed: mustClose });
      expect(performance.now() - begun).toBeLessThan(1_000);
      redis.fail('none');
      await vi.waitFor(
        async () => expect(await limits.consume('call.key', randomUUID())).not.toBeNull(),
        { timeout: 5_000 },
      );
    },
  );

  test('down: refused at once, and counted again once it is back, where it was', async () => {
    const key = randomUUID();
    await limits.consume('call.key', key, 100);
    await redis.stop();
    const begun = performance.now();
    expect(await endsOf(limits)).toEqual({ open: mayOpen, closed: mustClose });
    expect(performance.now() - begun).toBeLessThan(500);
    await redis.start();
    await back();
    expect((await limits.consume('call.key', key))?.left).toBe(
      rateLimitTable['call.key'].operations - 101,
    );
  });

  test('down from the start: the process comes up, and counts when Redis does', async () => {
    await redis.stop();
    const late = createRedisCounters({ url: redis.url, onError: () => undefined });
    const own = createRateLimits({ counters: late, ...quiet });
    await expect(own.consume('call.key', 'k')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await redis.start();
    await vi.waitFor(() => own.consume('call.key', 'k'), { timeout: 5_000 });
    late.close();
  });

  test('a counter without an end, or with too late a one, gets its window', async () => {
    redis.run('SET', 'geko:rate:persisted', '5');
    expect(await counters.count('persisted', 1, 60_000)).toEqual({
      counted: 6,
      resetsInMs: 60_000,
    });
    expect(redis.run('PTTL', 'geko:rate:persisted')).toBeGreaterThan(59_000);
    redis.run('SET', 'geko:rate:far', '5', 'PX', '9999999');
    expect((await counters.count('far', 1, 60_000)).resetsInMs).toBe(60_000);
  });

  test('what is no number there is as good as away', async () => {
    redis.run('SET', 'geko:rate:call.key:odd', 'words');
    await expect(limits.consume('call.key', 'odd')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  test("the window is Redis's own: it ends when its clock says so", async () => {
    const key = randomUUID();
    await limits.consume('call.key', key, 600);
    redis.pass(61_000);
    expect((await limits.consume('call.key', key))?.left).toBe(599);
  });

  test('one round trip an operation', async () => {
    redis.log.length = 0;
    await limits.consume('call.key', randomUUID());
    expect(redis.log).toEqual(['MULTI', 'SET', 'INCRBY', 'PTTL', 'EXEC']);
  });
});

describe("windows are the database's", () => {
  test.each([
    ['ahead', 3_600_000],
    ['behind', -3_600_000],
  ])('a replica whose clock is an hour %s counts in the same window', async (_, skewMs) => {
    const here = createRateLimits({ counters: createPostgresCounters(database.pool), ...quiet });
    const key = randomUUID();
    await here.consume('call.key', key, 100);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + skewMs });
    try {
      const skewed = createRateLimits({
        counters: createPostgresCounters(database.pool),
        ...quiet,
      });
      const state = await skewed.consume('call.key', key);
      expect(state?.left).toBe(rateLimitTable['call.key'].operations - 101);
      expect(state?.resetSeconds).toBeGreaterThan(50);
      expect(state?.resetSeconds).toBeLessThanOrEqual(60);
    } finally {
      vi.useRealTimers();
    }
  });

  test('one statement, which another one can carry', async () => {
    const { rows } = await database.pool.query<{ email: string; counted: number }>(
      `select w.name as email, c.counted from (values ('a'), ('b')) w(name),
        lateral system.count_operations('carried:' || w.name, 3, 60000) c order by 1`,
    );
    expect(rows).toEqual([
      { email: 'a', counted: 3 },
      { email: 'b', counted: 3 },
    ]);
  });

  test('a counter does not overflow', async () => {
    const counters = createPostgresCounters(database.pool);
    await counters.count('full', 2_147_483_000, 60_000);
    expect((await counters.count('full', 1_000_000, 60_000)).counted).toBe(2_147_483_647);
  });
});
